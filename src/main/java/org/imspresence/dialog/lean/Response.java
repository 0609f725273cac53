package org.imspresence.dialog.lean;

/**
 * What there is to know of a response to a NOTIFY before it is known which.
 *
 * @param status  100 to 699
 * @param branch  of its topmost Via
 * @param contact the URI in angle brackets that its only Contact begins with; empty when it has none
 * @param isPlain whether this is all that it says: else it has headers that a parser has to read
 */
record Response(int status, long branch, String contact, boolean isPlain) {

    private static final int OK = 200;

    boolean isProvisional() {
        return status < OK;
    }
}
