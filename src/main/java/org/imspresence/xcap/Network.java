package org.imspresence.xcap;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A range of IP addresses, such as {@code 10.0.0.0/8}, {@code 2001:db8::/32} or one address alone. */
record Network(BigInteger start, int addressBits, int prefixBits) {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    /** @throws IllegalArgumentException if the text is none; the message is a reason a person can act on */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = address(slash < 0 ? text : text.substring(0, slash));
        int addressBits = address.length * 8;
        int prefixBits = slash < 0 ? addressBits : bits(text.substring(slash + 1), addressBits);
        BigInteger start = new BigInteger(1, address);
        if (prefixBits < addressBits && start.mod(BigInteger.ONE.shiftLeft(addressBits - prefixBits)).signum() != 0) {
            throw new IllegalArgumentException("'" + text + "' has bits set beyond its prefix");
        }
        return new Network(start, addressBits, prefixBits);
    }

    private static int bits(String text, int max) {
        int bits = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
        if (bits < 0 || bits > max) {
            throw new IllegalArgumentException("'" + text + "' is not a number of bits from 0 to " + max);
        }
        return bits;
    }

    /** Never asks a name server. */
    private static byte[] address(String text) {
        try {
            if (LITERAL.matcher(text).matches()) {
                return InetAddress.getByName(text).getAddress();
            }
        } catch (UnknownHostException e) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' is not an IP address");
    }

    /** @param address of a peer, perhaps with a scope after a percent sign */
    boolean contains(String address) {
        try {
            int scope = address.indexOf('%');
            byte[] bytes = address(scope < 0 ? address : address.substring(0, scope));
            int rest = addressBits - prefixBits;
            return bytes.length * 8 == addressBits && new BigInteger(1, bytes).shiftRight(rest).equals(start.shiftRight(rest));
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }
}
