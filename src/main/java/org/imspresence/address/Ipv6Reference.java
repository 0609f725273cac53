package org.imspresence.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** RFC 5954 s4.2: IPv6 addresses are compared by value, so {@code [2001:DB8:0::1]} is written as RFC 5952 has it. */
final class Ipv6Reference {

    private static final int GROUPS = 8;

    private Ipv6Reference() {
    }

    static String canonical(String reference) {
        boolean literal = reference.endsWith("]")
                && reference.chars().skip(1).limit(reference.length() - 2L).allMatch(Ipv6Reference::mayStandInside);
        if (!literal) {
            throw notAnAddress();
        }
        try {
            // A literal in square brackets is never looked up.
            InetAddress address = InetAddress.getByName(reference);
            return address instanceof Inet6Address
                    ? "[" + compressed(address.getAddress()) + "]"
                    : "[::ffff:" + address.getHostAddress() + "]";
        } catch (UnknownHostException e) {
            throw notAnAddress();
        }
    }

    private static boolean mayStandInside(int c) {
        return c < 128 && (Character.digit(c, 16) >= 0 || c == ':' || c == '.');
    }

    private static IllegalArgumentException notAnAddress() {
        return new IllegalArgumentException("the text in square brackets is not an IPv6 address");
    }

    /** RFC 5952 s4: no leading zeros, and the first longest run of two or more zero groups becomes {@code ::}. */
    private static String compressed(byte[] address) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | address[2 * i + 1] & 0xff;
        }
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > runLength) {
                runStart = i;
                runLength = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                boolean first = text.isEmpty() || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
