package org.imspresence.sip.doubles;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ListIterator;
import java.util.Locale;
import java.util.Map;

import javax.servlet.sip.Address;

/** What requests and responses have in common. */
public abstract class FakeMessage {

    private final String method;
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private Address from;
    private Address to;
    private byte[] content;

    FakeMessage(String method) {
        this.method = method;
    }

    final void parties(Address newFrom, Address newTo) {
        from = newFrom;
        to = newTo;
    }

    final void add(String name, String value) {
        headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), n -> new ArrayList<>()).add(value);
    }

    final void remove(String name) {
        headers.remove(name.toLowerCase(Locale.ROOT));
    }

    final void content(String text) {
        content = text.getBytes(StandardCharsets.UTF_8);
    }

    public String getMethod() {
        return method;
    }

    public Address getFrom() {
        return from;
    }

    public Address getTo() {
        return to;
    }

    public String getCallId() {
        return getHeader("Call-ID");
    }

    public String getHeader(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    public ListIterator<String> getHeaders(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).listIterator();
    }

    public void setHeader(String name, String value) {
        remove(name);
        add(name, value);
    }

    public Address getAddressHeader(String name) {
        return getHeader(name) == null ? null : FakeAddress.of(getHeader(name));
    }

    public int getExpires() {
        return getHeader("Expires") == null ? -1 : Integer.parseInt(getHeader("Expires"));
    }

    public void setExpires(int seconds) {
        setHeader("Expires", String.valueOf(seconds));
    }

    public String getContentType() {
        return getHeader("Content-Type");
    }

    public byte[] getRawContent() {
        return content;
    }

    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }
}
