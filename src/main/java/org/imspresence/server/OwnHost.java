package org.imspresence.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.imspresence.config.Setting;
import org.imspresence.config.SettingsException;

/** The host of an address that others are told: nobody can come or answer to the wildcard, that all addresses of a machine can be listened on by. */
final class OwnHost {

    private OwnHost() {}

    /**
     * @param value what the setting says
     * @param needs what it has to be instead of the wildcard
     * @throws SettingsException for the wildcard, and when there is no such host
     */
    static InetAddress of(Setting setting, String value, String host, String needs) {
        try {
            InetAddress address = InetAddress.getByName(host);
            if (address.isAnyLocalAddress()) {
                throw new SettingsException(setting.key() + "=" + value + ": " + needs + ", not the wildcard");
            }
            return address;
        } catch (UnknownHostException e) {
            throw new SettingsException(setting.key() + "=" + value + " is not an address or the name of one");
        }
    }
}
