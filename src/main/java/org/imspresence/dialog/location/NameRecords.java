package org.imspresence.dialog.location;

import java.net.InetAddress;
import java.util.List;

/** What is known of names. Each call may take seconds. */
public interface NameRecords {

    /** RFC 3403 s4.1: of NAPTR records those parts that RFC 3263 s4.1 needs. */
    record Naptr(int order, int preference, String flags, String service, String replacement) {}

    /** RFC 2782. A target {@code .} says that the service is not there. */
    record Srv(int priority, int weight, int port, String target) {}

    /**
     * @param records    none when there are none
     * @param ttlSeconds how long that holds
     */
    record Answer<T>(List<T> records, long ttlSeconds) {

        public Answer {
            records = List.copyOf(records);
        }
    }

    /** @throws NameServerException when nobody has answered */
    Answer<Naptr> naptr(String name);

    /** @throws NameServerException when nobody has answered */
    Answer<Srv> srv(String name);

    /** Addresses of a host, those to be tried first first. @throws NameServerException when nobody has answered */
    Answer<InetAddress> addresses(String host);
}
