package org.imspresence.server;

import java.util.List;
import java.util.function.BooleanSupplier;

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
    private static final List<Setting> NOT_ON_STANDARD = List.of(Setting.CLUSTER_ADDRESS, Setting.SIP_ADVERTISE, Setting.SIP_OTHER_ADDRESS, Setting.SIP_TLS_ADDRESS, Setting.SIP_DNS_SERVER);

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
        for (Setting setting : NOT_ON_STANDARD) {
            if (!settings.text(setting).isEmpty()) {
                throw new SettingsException(setting.key() + " cannot be set on this container, which has dialogs, addresses and transports to itself and runs a single node; it is for Restcomm SIP Servlets");
            }
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
