package org.imspresence.dialog.restcomm;

import java.util.Optional;

import org.imspresence.dialog.Dialogs;
import org.imspresence.dialog.Exchanges;

/** The adapter to Restcomm SIP Servlets: attached when the application's SIP servlets are up, detached when they go. */
public final class RestcommAdapter implements AutoCloseable {

    private final RestcommContainer container;
    private final StackGate gate;
    private final Addresses addresses;
    private final StripedSenders senders = new StripedSenders();

    private RestcommAdapter(RestcommContainer container, Addresses addresses) {
        this.container = container;
        this.addresses = addresses;
        this.gate = new StackGate(container.listener());
    }

    /**
     * @param applicationName the app-name of sip.xml
     * @param contactHost     host of our Contact
     * @param contactPort     port of our Contact
     * @param viaHost         host in the Via of our requests, instead of the bound address
     */
    public static RestcommAdapter attach(String applicationName, String contactHost, int contactPort, Optional<String> viaHost) {
        RestcommContainer container = new RestcommContainer(applicationName);
        RestcommAdapter adapter = new RestcommAdapter(container, new Addresses(contactHost, contactPort, viaHost));
        container.exchangeListener(container.listener(), adapter.gate);
        return adapter;
    }

    public Dialogs dialogs() {
        return new RestcommDialogs(container, addresses, senders);
    }

    public Exchanges exchanges() {
        return new RestcommExchanges(gate, addresses);
    }

    /** Sessions that the container holds for the application now. */
    public int sessionCount() {
        return container.sessionCount();
    }

    /** Gives the stack back to the container. */
    @Override
    public void close() {
        container.exchangeListener(gate, container.listener());
        senders.close();
    }
}
