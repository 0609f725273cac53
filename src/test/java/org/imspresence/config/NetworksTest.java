package org.imspresence.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    private static Networks networks(String list) {
        Properties properties = new Properties();
        properties.setProperty("presence.identity.trusted-peers", list);
        return Networks.of(Settings.read(properties, Map.of()), Setting.IDENTITY_TRUSTED_PEERS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10.1.0.0/16                | 10.1.0.0        | true
            10.1.0.0/16                | 10.1.255.255    | true
            10.1.0.0/16                | 10.2.0.0        | false
            10.1.0.0/16                | 11.1.0.0        | false
            192.0.2.7                  | 192.0.2.7       | true
            192.0.2.7                  | 192.0.2.6       | false
            192.0.2.128/25             | 192.0.2.127     | false
            192.0.2.128/25             | 192.0.2.200     | true
            192.0.2.7/32               | 192.0.2.7       | true
            0.0.0.0/0                  | 203.0.113.9     | true
            0.0.0.0/0                  | 2001:db8::1     | false
            2001:db8::/32              | 2001:db8:ffff::1| true
            2001:db8::/32              | 2001:db9::1     | false
            2001:DB8::1                | 2001:db8:0:0::1 | true
            ::1                        | 127.0.0.1       | false
            ::/0                       | 2001:db8::1     | true
            ::/0                       | 10.1.2.3        | false
            10.1.0.0/16                | ::ffff:10.1.2.3 | true
            ::ffff:10.1.2.3            | 10.1.2.3        | true
            192.0.2.7, 2001:db8::/32   | 2001:db8::5     | true
            ' 192.0.2.7 ,, 10.0.0.0/8' | 10.9.9.9        | true
            """)
    void anAddressIsContainedWhenItIsListedOrInANetworkThatIs(String list, String address, boolean contained) throws UnknownHostException {
        assertEquals(contained, networks(list).contains(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, 10.255.1.2, true", "192.0.2.1, 192.0.2.2, false", "fe80::/10, fe80:0:0:0:0:0:0:1%eth0, true", "10.0.0.0/8, ::ffff:10.1.1.1, true", "10.0.0.0/8, proxy.home1.net, false",
        "0.0.0.0/0, 999.1.1.1, false", "::/0, ::g, false", "0.0.0.0/0, '', false"})
    void anAddressMayBeGivenAsText(String list, String literal, boolean contained) {
        assertEquals(contained, networks(list).contains(literal));
    }

    @Test
    void anEmptyListContainsNobody() throws UnknownHostException {
        assertTrue(networks("").isEmpty());
        assertFalse(networks("").contains(InetAddress.getByName("127.0.0.1")));
        assertFalse(networks("127.0.0.1").isEmpty());
    }

    @Test
    void aListThatEverybodyIsInIsKnown() {
        assertTrue(networks("192.0.2.7, ::/0").containsEverybody());
        assertFalse(networks("0.0.0.0/1, ::/1").containsEverybody());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "scscf1.home1.net", "10.1", "10", "300.1.1.1", "1.2.3.4.5", "10.1.0.0/33", "10.1.0.0/", "10.1.0.0/-1", "10.1.0.0/+8", "10.1.0.0/16/16", "10.1.2.3/16", "2001:db8::1/32",
        "2001:db8::/129", "::1::", "fe80::1%eth0", "[::1]", "::ffff:10.0.0.0/104", "*", "/8", "10.1.0.0 /16", "any"})
    void whatIsNeitherAnAddressNorANetworkIsRefusedByName(String element) {
        SettingsException refused = assertThrows(SettingsException.class, () -> networks("127.0.0.1, " + element));

        assertTrue(refused.getMessage().startsWith("identity.trusted-peers: " + element + ": "), refused.getMessage());
    }
}
