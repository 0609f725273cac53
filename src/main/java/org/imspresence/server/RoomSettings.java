package org.imspresence.server;

import java.util.Optional;

import org.imspresence.address.HostPort;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.dialog.location.LocationSettings;
import org.imspresence.home.HomeSettings;
import org.imspresence.journal.JournalSettings;
import org.imspresence.overload.OverloadLimits;
import org.imspresence.rest.RestSettings;
import org.imspresence.sip.IdentitySettings;
import org.imspresence.trace.HepSettings;
import org.imspresence.trace.LadderSettings;
import org.imspresence.xcap.XcapSettings;

/** What the rooms want to know of the settings, each in its own words. */
record RoomSettings(HomeSettings home, LocationSettings location, OverloadLimits overload, IdentitySettings identity, XcapSettings xcap, RestSettings rest, LadderSettings ladder, Optional<HepSettings> hep,
        JournalSettings journal) {

    /** @throws org.imspresence.config.SettingsException for one that is out of range */
    static RoomSettings of(Settings settings) {
        return new RoomSettings(HomeSettings.of(settings), LocationSettings.of(settings, SipAddresses.dnsServer(settings)), OverloadLimits.of(settings, Runtime.getRuntime().maxMemory()), IdentitySettings.of(settings), XcapSettings.of(settings),
                RestSettings.of(settings), LadderSettings.of(settings), hep(settings), JournalSettings.of(settings));
    }

    private static Optional<HepSettings> hep(Settings settings) {
        String server = settings.text(Setting.TRACE_HEP);
        if (server.isEmpty()) {
            return Optional.empty();
        }
        HostPort target = PresenceServer.hostPort(Setting.TRACE_HEP, server);
        return Optional.of(HepSettings.of(settings, target.host(), target.port(), NodeOptions.password(settings, Setting.TRACE_HEP_PASSWORD, Setting.TRACE_HEP_PASSWORD_FILE)));
    }
}
