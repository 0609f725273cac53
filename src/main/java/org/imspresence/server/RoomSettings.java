package org.imspresence.server;

import org.imspresence.config.Settings;
import org.imspresence.dialog.location.LocationSettings;
import org.imspresence.home.HomeSettings;
import org.imspresence.journal.JournalSettings;
import org.imspresence.overload.OverloadLimits;
import org.imspresence.rest.RestSettings;
import org.imspresence.sip.IdentitySettings;
import org.imspresence.xcap.XcapSettings;

/** What the rooms want to know of the settings, each in its own words. */
record RoomSettings(HomeSettings home, LocationSettings location, OverloadLimits overload, IdentitySettings identity, XcapSettings xcap, RestSettings rest, JournalSettings journal) {

    /** @throws org.imspresence.config.SettingsException for one that is out of range */
    static RoomSettings of(Settings settings) {
        return new RoomSettings(HomeSettings.of(settings), LocationSettings.of(settings, SipAddresses.dnsServer(settings)), OverloadLimits.of(settings, Runtime.getRuntime().maxMemory()), IdentitySettings.of(settings), XcapSettings.of(settings),
                RestSettings.of(settings), JournalSettings.of(settings));
    }
}
