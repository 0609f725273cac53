package org.imspresence.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Addresses and networks as a setting lists them: {@code 192.0.2.7, 10.1.0.0/16, 2001:db8::/32}. Host names are not among them: what a name leads to is for others to change.
 */
public final class Networks {

    /** @param prefix how many bits of the address all members have, 0 to all of them */
    private record Network(byte[] address, int prefix) {

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                if (bitOf(address, bit) != bitOf(other, bit)) {
                    return false;
                }
            }
            return true;
        }

        boolean isAnAddressWithinItself() {
            for (int bit = prefix; bit < address.length * Byte.SIZE; bit++) {
                if (bitOf(address, bit) != 0) {
                    return true;
                }
            }
            return false;
        }

        private static int bitOf(byte[] bytes, int bit) {
            return bytes[bit / Byte.SIZE] >> Byte.SIZE - 1 - bit % Byte.SIZE & 1;
        }
    }

    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

    private final List<Network> members;

    private Networks(List<Network> members) {
        this.members = members;
    }

    /** @throws SettingsException naming the first element that is neither an address nor a network */
    public static Networks of(Settings settings, Setting setting) {
        return new Networks(settings.list(setting).stream().map(element -> network(setting, element)).toList());
    }

    private static Network network(Setting setting, String element) {
        int slash = element.indexOf('/');
        byte[] address = address(setting, element, slash < 0 ? element : element.substring(0, slash));
        int bits = address.length * Byte.SIZE;
        String prefix = slash < 0 ? String.valueOf(bits) : element.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > bits) {
            throw refused(setting, element, "what follows the slash is not a number of bits from 0 to " + bits);
        }
        Network network = new Network(address, Integer.parseInt(prefix));
        if (network.isAnAddressWithinItself()) {
            throw refused(setting, element, "the address has bits beyond the prefix; is the address alone meant, or the network?");
        }
        return network;
    }

    private static byte[] address(Setting setting, String element, String text) {
        boolean ofVersion4 = isVersion4(text);
        if (ofVersion4 || IPV6.matcher(text).matches()) {
            try {
                // Square brackets: a literal in them is never looked up as a name.
                return InetAddress.getByName(ofVersion4 ? text : "[" + text + "]").getAddress();
            } catch (UnknownHostException e) {
                throw refused(setting, element, "not an IPv6 address");
            }
        }
        throw refused(setting, element, "neither an address such as 192.0.2.7 or 2001:db8::1 nor a network such as 10.1.0.0/16");
    }

    private static boolean isVersion4(String text) {
        return IPV4.matcher(text).matches() && Arrays.stream(text.split("\\.")).allMatch(part -> Integer.parseInt(part) < 256);
    }

    private static SettingsException refused(Setting setting, String element, String why) {
        return new SettingsException(setting.key() + ": " + element + ": " + why);
    }

    /** True when the address is listed, or is in a network that is. An IPv4 address that is mapped into IPv6 is the IPv4 address. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return members.stream().anyMatch(network -> network.contains(bytes));
    }

    /**
     * As {@link #contains(InetAddress)}.
     *
     * @param literal an address as a container tells it, perhaps with a scope after a percent sign; a name is contained nowhere, and never looked up
     */
    public boolean contains(String literal) {
        String text = literal.replaceFirst("%.*", "");
        boolean ofVersion4 = isVersion4(text);
        try {
            return (ofVersion4 || IPV6.matcher(text).matches()) && contains(InetAddress.getByName(ofVersion4 ? text : "[" + text + "]"));
        } catch (UnknownHostException notAnAddress) {
            return false;
        }
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    /** True when a network is listed that everybody is in. */
    public boolean containsEverybody() {
        return members.stream().anyMatch(network -> network.prefix() == 0);
    }
}
