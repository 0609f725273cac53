package org.imspresence.benchmarks.load;

/** The requests' text (RFC 6665, RFC 3903). A request that is sent again has the same. */
final class Messages {

    private final Options options;
    private final Presentities presentities;
    /** Tells the dialogs of this run from those of others, at the same time, too. */
    final String run = Long.toString(System.currentTimeMillis() % 100_000_000L, 36) + Long.toString(ProcessHandle.current().pid(), 36);

    Messages(Options options, Presentities presentities) {
        this.options = options;
        this.presentities = presentities;
    }

    String subscribe(int number) {
        int watcher = number / options.presentities();
        String presentity = presentity(number % options.presentities());
        String user = "<sip:w" + watcher + '@' + options.watcherDomain() + '>';
        StringBuilder text = new StringBuilder(900);
        text.append("SUBSCRIBE ").append(presentity).append(" SIP/2.0\r\nVia: SIP/2.0/UDP ").append(options.watchers()).append(";branch=z9hG4bKs").append(run).append('.').append(number)
                .append("\r\nMax-Forwards: 67\r\n");
        for (int i = 0; i < options.recordRoutes(); i++) {
            text.append("Record-Route: <sip:").append(recordRoute(i)).append(";lr>\r\n");
        }
        text.append("From: ").append(user).append(";tag=f").append(number).append(run).append("\r\nTo: <").append(presentity).append(">\r\nCall-ID: s").append(number).append('.').append(run)
                .append("\r\nCSeq: 1 SUBSCRIBE\r\nContact: <sip:w").append(watcher).append('@').append(options.watchers()).append(">\r\nP-Asserted-Identity: ").append(user)
                .append("\r\nEvent: presence\r\nAccept: application/pidf+xml\r\nExpires: ").append(options.expires()).append("\r\nContent-Length: 0\r\n\r\n");
        return text.toString();
    }

    /** From the topmost, which is us, to the one nearest to the watcher. */
    private String recordRoute(int place) {
        if (place == 0) {
            return options.watchers();
        }
        return (place == options.recordRoutes() - 1 ? "pcscf1." : "scscf" + place + '.') + options.watcherDomain();
    }

    String publish(int number, int ofPresentity) {
        String presentity = presentity(ofPresentity);
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\" xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\" xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\" entity=\""
                + presentity + "\">\r\n<tuple id=\"t" + ofPresentity + "\"><status><basic>open</basic></status><contact priority=\"0.8\">" + presentity + "</contact><note>seq=" + number
                + ";</note><timestamp>2026-01-01T00:00:00Z</timestamp></tuple>\r\n<dm:person id=\"p" + ofPresentity + "\"><rpid:activities><rpid:busy/></rpid:activities></dm:person>\r\n</presence>\r\n";
        StringBuilder text = new StringBuilder(1300);
        text.append("PUBLISH ").append(presentity).append(" SIP/2.0\r\nVia: SIP/2.0/UDP ").append(options.publishers()).append(";branch=z9hG4bKp").append(run).append('.').append(number)
                .append("\r\nMax-Forwards: 69\r\nFrom: <").append(presentity).append(">;tag=p").append(number).append("\r\nTo: <").append(presentity).append(">\r\nCall-ID: p").append(number).append('.').append(run)
                .append("\r\nCSeq: 1 PUBLISH\r\nP-Asserted-Identity: <").append(presentity).append(">\r\nEvent: presence\r\nExpires: ").append(options.expires()).append("\r\n");
        if (presentities.entityTag[ofPresentity] != null) {
            text.append("SIP-If-Match: ").append(presentities.entityTag[ofPresentity]).append("\r\n");
        }
        return text.append("Content-Type: application/pidf+xml\r\nContent-Length: ").append(body.length()).append("\r\n\r\n").append(body).toString();
    }

    private String presentity(int number) {
        return "sip:p" + number + '@' + options.presentityDomain();
    }
}
