package org.imspresence.server;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.imspresence.address.HostPort;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.dialog.lean.LeanSettings;
import org.imspresence.dialog.restcomm.OwnAddress;
import org.imspresence.dialog.restcomm.SipTransports;

/** Where a node takes SIP, and how it sends it. */
final class SipAddresses {

    private static final int LONGEST_DATAGRAM = 65_535;

    private SipAddresses() {}

    /** @throws SettingsException when one is not an address of ours that others could answer to */
    static SipTransports of(Settings settings) {
        Optional<HostPort> advertised = address(settings, Setting.SIP_ADVERTISE);
        List<OwnAddress> own = new ArrayList<>();
        own.add(own(Setting.SIP_HOST, new HostPort(settings.text(Setting.SIP_HOST), settings.number(Setting.SIP_PORT, 1, 65535)), false, advertised));
        address(settings, Setting.SIP_OTHER_ADDRESS).ifPresent(other -> own.add(own(Setting.SIP_OTHER_ADDRESS, other, false, advertised)));
        address(settings, Setting.SIP_TLS_ADDRESS).ifPresent(tls -> own.add(own(Setting.SIP_TLS_ADDRESS, tls, true, address(settings, Setting.SIP_TLS_ADVERTISE))));
        Optional<String> viaHost = Optional.of(settings.text(Setting.SIP_VIA_HOST)).filter(host -> !host.isEmpty());
        return new SipTransports(own, viaHost, settings.number(Setting.SIP_LARGE, 0, LONGEST_DATAGRAM), lean(settings));
    }

    private enum Path { CONTAINER, LEAN }

    private static Optional<LeanSettings> lean(Settings settings) {
        LeanSettings lean = LeanSettings.of(settings, Runtime.getRuntime().maxMemory());
        return settings.choice(Setting.SIP_NOTIFY, Path.class) == Path.LEAN ? Optional.of(lean) : Optional.empty();
    }

    /** Where it takes SIP over UDP and TCP. */
    static InetSocketAddress bound(Settings settings) {
        return new InetSocketAddress(settings.text(Setting.SIP_HOST), settings.number(Setting.SIP_PORT, 1, 65535));
    }

    /** @throws SettingsException when its host is not known */
    static Optional<InetSocketAddress> dnsServer(Settings settings) {
        Optional<InetSocketAddress> server = address(settings, Setting.SIP_DNS_SERVER).map(at -> new InetSocketAddress(at.host(), at.port()));
        server.filter(InetSocketAddress::isUnresolved).ifPresent(unknown -> {
            throw new SettingsException(Setting.SIP_DNS_SERVER.key() + ": the host " + unknown.getHostString() + " is not known");
        });
        return server;
    }

    private static Optional<HostPort> address(Settings settings, Setting setting) {
        return Optional.of(settings.text(setting)).filter(text -> !text.isEmpty()).map(text -> PresenceServer.hostPort(setting, text));
    }

    /** The Via of a NOTIFY names the address that SIP is bound to. */
    private static OwnAddress own(Setting setting, HostPort bound, boolean isTls, Optional<HostPort> advertised) {
        HostPort contact = advertised.orElse(bound);
        return new OwnAddress(OwnHost.of(setting, bound.host(), bound.host(), "SIP needs an address that others can answer to"), bound.host(), bound.port(), isTls, contact.host(), contact.port());
    }
}
