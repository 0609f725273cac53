package org.imspresence.telemetry;

/** Whether this node can serve; a ServletContext attribute of this class's name. */
@FunctionalInterface
public interface Readiness {

    /** True when SIP is bound and the caches have joined. */
    boolean isReady();
}
