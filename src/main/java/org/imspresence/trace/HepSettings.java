package org.imspresence.trace;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;

/**
 * Who gets copies of all messages. See {@link Setting} for what each leads to.
 *
 * @param host     name or address of the capture server
 * @param node     by which it knows this node
 * @param password empty for none
 * @param bodies   whether bodies are copied
 */
public record HepSettings(String host, int port, int node, String password, boolean bodies) {

    /**
     * @param password that one of two settings gives
     * @throws org.imspresence.config.SettingsException naming the first that is malformed or out of range
     */
    public static HepSettings of(Settings settings, String host, int port, String password) {
        return new HepSettings(host, port, settings.number(Setting.TRACE_HEP_NODE, 0, Integer.MAX_VALUE), password, settings.isOn(Setting.TRACE_HEP_BODIES));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return host + ':' + port + " as node " + node + (bodies ? " with" : " without") + " bodies";
    }
}
