package org.imspresence.container;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;

/** What the SIP stack has no other way to be asked or given. Each throws IllegalStateException when the stack has no such member. */
final class StackInternals {

    private StackInternals() {}

    static Field field(Class<?> type, String name) {
        try {
            return accessible(type.getDeclaredField(name));
        } catch (NoSuchFieldException e) {
            throw otherStack(e);
        }
    }

    static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return accessible(type.getDeclaredMethod(name, parameters));
        } catch (NoSuchMethodException e) {
            throw otherStack(e);
        }
    }

    private static <T extends AccessibleObject> T accessible(T member) {
        member.setAccessible(true);
        return member;
    }

    private static IllegalStateException otherStack(Exception e) {
        return new IllegalStateException("the SIP stack is another one than this was written for", e);
    }
}
