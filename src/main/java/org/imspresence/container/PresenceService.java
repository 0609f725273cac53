package org.imspresence.container;

import org.apache.catalina.connector.Connector;
import org.mobicents.servlet.sip.catalina.SipProtocolHandler;
import org.mobicents.servlet.sip.startup.SipStandardService;

/**
 * The SIP service with those connectors that not every node has: a second address, and TLS. They are added before the HTTP connector, which answers only when SIP is bound.
 */
public final class PresenceService extends SipStandardService {

    @Override
    public void addConnector(Connector connector) {
        if (!(connector.getProtocolHandler() instanceof SipProtocolHandler)) {
            HostPort.fromProperty("presence.sip.other-address").ifPresent(address -> {
                addSip(address, "udp");
                addSip(address, "tcp");
            });
            HostPort.fromProperty("presence.sip.tls.address").ifPresent(address -> addSip(address, "tls"));
        }
        super.addConnector(connector);
    }

    private void addSip(HostPort address, String transport) {
        try {
            Connector connector = new Connector(org.mobicents.servlet.sip.startup.SipProtocolHandler.class.getName());
            SipProtocolHandler handler = (SipProtocolHandler) connector.getProtocolHandler();
            handler.setIpAddress(address.host());
            handler.setPort(address.port());
            handler.setSignalingTransport(transport);
            super.addConnector(connector);
        } catch (Exception e) { // declared by the container's setters, and by nothing that they do
            throw new IllegalStateException("no SIP connector for " + address + " over " + transport, e);
        }
    }
}
