package org.imspresence.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Tag;

/** A test that cannot hold in a container of SIP Servlet 1.1 and no more: {@code mvn -Pliberty verify} leaves it out. */
@Tag("restcomm")
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface RestcommOnly {

    /** Why. */
    String value();
}
