package org.imspresence.server;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.imspresence.dialog.Adapter;
import org.imspresence.dialog.Refusals;
import org.imspresence.dialog.location.LocationSettings;
import org.imspresence.dialog.restcomm.RestcommAdapter;
import org.imspresence.dialog.restcomm.SipTransports;
import org.imspresence.dialog.standard.StandardAdapter;
import org.imspresence.overload.Backlog;
import org.imspresence.overload.OverloadLimits;

/** The kind of container that the application finds itself in. The classes of an adapter are loaded only when it is chosen, as those of another container that they use are not there. */
enum ContainerKind {

    /** Dialogs can be opened from their records, on any node. */
    RESTCOMM,
    /** Any other of SIP Servlet 1.1: each dialog stays in the process that has opened it, and what Contact and Via name is for the container's configuration to say. */
    STANDARD;

    private static final String OF_RESTCOMM = "org.mobicents.servlet.sip.startup.StaticServiceHolder";
    /** What would have no effect there, or not the one that it says. */
    private static final Set<Setting> NOT_ON_STANDARD = EnumSet.of(
            Setting.CLUSTER_ADDRESS, Setting.SIP_ADVERTISE, Setting.SIP_OTHER_ADDRESS,
            Setting.SIP_LOCATE, Setting.SIP_DNS_SERVER, Setting.SIP_DNS_TIMEOUT, Setting.SIP_DNS_LOOKUPS, Setting.SIP_TARGET_REST,
            Setting.SIP_LARGE, Setting.SIP_STREAM_UNSENT, Setting.SIP_STREAM_PATIENCE, Setting.SIP_STREAM_UNREAD, Setting.SIP_STREAM_WAITING,
            Setting.SIP_TLS_ADDRESS, Setting.SIP_TLS_ADVERTISE, Setting.SIP_TLS_KEYSTORE, Setting.SIP_TLS_KEYSTORE_PASSWORD, Setting.SIP_TLS_KEYSTORE_PASSWORD_FILE, Setting.SIP_TLS_CLIENTS,
            Setting.SIP_NOTIFY, Setting.SIP_NOTIFY_REMEMBERED, Setting.OVERLOAD_TRANSACTIONS, Setting.TRACE_HEP);

    static ContainerKind current() {
        try {
            Class.forName(OF_RESTCOMM, false, ContainerKind.class.getClassLoader());
            return RESTCOMM;
        } catch (ClassNotFoundException e) {
            return STANDARD;
        }
    }

    /** @throws SettingsException for a setting that cannot be kept to in this container */
    void check(Settings settings) {
        if (this == RESTCOMM) {
            return;
        }
        String refused = NOT_ON_STANDARD.stream().filter(settings::isGiven).map(Setting::key).collect(Collectors.joining(", "));
        if (!refused.isEmpty()) {
            throw new SettingsException(refused + " cannot be set on this container, which has dialogs, addresses, transports, look-ups and messages to itself and runs a single node; that is for Restcomm SIP Servlets");
        }
    }

    /**
     * @param applicationName the app-name of sip.xml
     * @param transports      where and how this node takes and sends SIP, where that is not the container's own matter
     * @param location        how next hops are found, where that is not the container's own matter
     * @param standing        whether this node may send NOTIFYs
     * @param refusals        told of requests that the application does not see
     */
    Adapter attach(String applicationName, SipTransports transports, LocationSettings location, OverloadLimits limits, Backlog homes,
                   BooleanSupplier standing, Refusals refusals) {
        return switch (this) {
            case RESTCOMM -> RestcommAdapter.attach(applicationName, transports, location, limits, homes, standing, refusals);
            case STANDARD -> StandardAdapter.attach(limits, homes, refusals);
        };
    }
}
