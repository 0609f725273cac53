package org.imspresence.testbed;

/** How the NOTIFYs of the tests' nodes go, where a test does not say it: the system property {@code presence.notify}, which is {@code container} or {@code lean}. */
final class NotifyPath {

    private NotifyPath() {}

    /** Whether {@code sip.notify} is lean: then all NOTIFYs but the first of a dialog have another port in Via. */
    static boolean isLean() {
        return "lean".equals(System.getProperty("presence.notify"));
    }
}
