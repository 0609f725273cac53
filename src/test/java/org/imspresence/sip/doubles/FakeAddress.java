package org.imspresence.sip.doubles;

import java.util.LinkedHashMap;
import java.util.Map;

import javax.servlet.sip.Address;
import javax.servlet.sip.SipURI;
import javax.servlet.sip.URI;

/** A name-addr or addr-spec (RFC 3261 s20.10), or the wildcard of Contact. */
public final class FakeAddress {

    private final String text;
    private final String displayName;
    private final URI uri;
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private FakeAddress(String text) {
        this.text = text;
        int open = text.indexOf('<');
        int close = text.indexOf('>');
        this.displayName = open > 0 ? text.substring(0, open).strip() : null;
        if (text.equals("*")) {
            this.uri = null;
        } else {
            this.uri = uri(open < 0 ? text.split(";")[0] : text.substring(open + 1, close));
        }
        String[] rest = (open < 0 ? text : text.substring(close + 1)).split(";");
        for (int i = 1; i < rest.length; i++) {
            String[] parameter = rest[i].split("=", 2);
            parameters.put(parameter[0].strip(), parameter.length < 2 ? "" : parameter[1].strip());
        }
    }

    public static Address of(String text) {
        return Doubles.of(Address.class, new FakeAddress(text));
    }

    /** A SipURI when the scheme says so, else a URI of some other kind. */
    public static URI uri(String text) {
        FakeUri uri = new FakeUri(text);
        return uri.isSipURI() ? Doubles.of(SipURI.class, uri) : Doubles.of(URI.class, uri);
    }

    public String getDisplayName() {
        return displayName;
    }

    /** Null for the wildcard, as the API has it. */
    public URI getURI() {
        return uri;
    }

    public boolean isWildcard() {
        return uri == null;
    }

    public String getParameter(String name) {
        return parameters.get(name);
    }

    public void setParameter(String name, String value) {
        parameters.put(name, value);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Public for the proxy. */
    public static final class FakeUri {

        private final String text;

        private FakeUri(String text) {
            this.text = text;
        }

        public String getScheme() {
            return text.substring(0, text.indexOf(':'));
        }

        public boolean isSipURI() {
            return getScheme().equalsIgnoreCase("sip") || getScheme().equalsIgnoreCase("sips");
        }

        public String getUser() {
            int at = text.indexOf('@');
            return at < 0 ? null : text.substring(text.indexOf(':') + 1, at);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
