package org.imspresence.testbed;

import java.util.Optional;

/** How the NOTIFYs of the tests' nodes go, where a test does not say it. */
final class NotifyPath {

    private NotifyPath() {}

    /** The system property {@code presence.notify}: {@code container} or {@code lean}; empty for the server's default. */
    static Optional<String> chosen() {
        return Optional.ofNullable(System.getProperty("presence.notify"));
    }
}
