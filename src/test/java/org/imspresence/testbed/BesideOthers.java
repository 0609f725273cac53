package org.imspresence.testbed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An integration test that waits more than it works, and for long: it runs beside the other classes, one of these at a time, but not beside one that wants the {@link WholeMachine}. */
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("place beside the others")
@ResourceLock(value = WholeMachine.NAME, mode = ResourceAccessMode.READ)
@Order(0)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface BesideOthers {}
