package org.imspresence.watcherinfo;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;

import org.imspresence.event.Watching;
import org.imspresence.event.Watching.Status;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.subscription.Subscription;

/**
 * RFC 3858 s3: a document of watcher information, of one resource in one event package.
 *
 * <pre>
 *   &lt;watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo" version="0" state="full"&gt;
 *     &lt;watcher-list resource="sip:professor@example.net" package="presence"&gt;
 *       &lt;watcher id="8ajksjda7s" status="active" event="approved" duration-subscribed="509" expiration="5"&gt;sip:userA@example.net&lt;/watcher&gt;
 * </pre>
 */
final class WatcherInfoDocument {

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:watcherinfo";
    private static final int MILLIS = 1000;
    /** Characters. */
    private static final int LONGEST_NAME = 100;
    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder out = new StringBuilder(1024).append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final long now;

    /**
     * @param state   {@code full} or {@code partial}
     * @param version of the document, 0 or more
     * @param now     milliseconds since the epoch, that times are counted from
     */
    WatcherInfoDocument(String state, long version, String resource, String watched, long now) {
        this.now = now;
        start("watcherinfo").attribute("xmlns", NAMESPACE).attribute("version", version).attribute("state", state).startEnds();
        start("watcher-list").attribute("resource", resource).attribute("package", watched).startEnds();
    }

    WatcherInfoDocument with(Collection<Watching> watchers) {
        watchers.forEach(this::watcher);
        return this;
    }

    byte[] utf8() {
        return end("watcher-list").end("watcherinfo").out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Of one who does not want to be known nothing is told but that it is there (RFC 3323; RFC 3325 s8). */
    private void watcher(Watching watching) {
        Subscription subscription = watching.subscription();
        start("watcher").attribute("id", subscription.dialog().id()).attribute("status", watching.status()).attribute("event", watching.event());
        attribute("duration-subscribed", Math.max(0, now - subscription.openedAt()) / MILLIS);
        if (watching.status() != Status.WAITING && watching.status() != Status.TERMINATED) {
            attribute("expiration", subscription.remainingSeconds(now));
        }
        if (!subscription.anonymous()) {
            displayName(subscription.dialog().remoteParty()).ifPresent(name -> attribute("display-name", name));
        }
        startEnds();
        escaped(subscription.anonymous() ? SubscribeRequest.ANONYMOUS : subscription.watcher());
        end("watcher");
    }

    /** The name in a From header (RFC 3261 s20.20), without quotes and escapes, or its beginning: no watcher is to make the document too large for a datagram. Empty when there is none. */
    private static Optional<String> displayName(String party) {
        int uri = party.lastIndexOf('<');
        String name = uri < 0 ? "" : party.substring(0, uri).strip();
        if (name.length() > 1 && name.startsWith("\"") && name.endsWith("\"")) {
            name = name.substring(1, name.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return Optional.of(name).filter(found -> !found.isBlank())
                .map(found -> found.codePoints().limit(LONGEST_NAME).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString());
    }

    private WatcherInfoDocument start(String name) {
        out.append('<').append(name);
        return this;
    }

    private void startEnds() {
        out.append('>');
    }

    private WatcherInfoDocument end(String name) {
        out.append("</").append(name).append('>');
        return this;
    }

    private WatcherInfoDocument attribute(String name, Object value) {
        out.append(' ').append(name).append("=\"");
        escaped(value.toString());
        out.append('"');
        return this;
    }

    /** XML 1.0 s2.2, s2.4: what is no character of a document is replaced, and what would be read as markup, or be lost as white space of an attribute, is written as a reference. */
    private void escaped(String text) {
        text.codePoints().forEach(c -> {
            if (isNoCharacter(c)) {
                out.append(REPLACEMENT);
            } else if (c < ' ' || "&<>\"'".indexOf(c) >= 0) {
                out.append("&#").append(c).append(';');
            } else {
                out.appendCodePoint(c);
            }
        });
    }

    private static boolean isNoCharacter(int c) {
        return c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE || c == 0xfffe || c == 0xffff;
    }
}
