package org.imspresence.rest;

/** Who may use the interface: the setting {@code console}. */
public enum Access {
    /** Nobody: it is not there. */
    OFF,
    /** The container's users with the role {@value #ROLE_NAME}. */
    ROLE,
    /** Whoever is on this machine. */
    OPEN;

    /** Of operators, in the container's realm. */
    static final String ROLE_NAME = "presence-operator";
}
