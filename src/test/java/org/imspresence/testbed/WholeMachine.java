package org.imspresence.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An integration test that loads the processors as far as they go: it runs alone, after the others. */
@ResourceLock(WholeMachine.NAME)
@Order(Integer.MAX_VALUE)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface WholeMachine {

    /** Of the resource. */
    String NAME = "whole machine";
}
