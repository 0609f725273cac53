package org.imspresence.sip;

import java.util.List;
import java.util.OptionalDouble;

/**
 * RFC 3261 s20.2: Accept-Encoding, as RFC 2616 s14.3 has it, with {@code q} values.
 *
 * <pre>
 *   Accept-Encoding: gzip, identity;q=0.5
 * </pre>
 */
final class AcceptEncodingHeader {

    private static final String GZIP = "gzip";
    private static final String IDENTITY = "identity";
    private static final String ANY = "*";

    private AcceptEncodingHeader() {}

    /**
     * Whether {@code gzip} is acceptable, and no less welcome than an unencoded body.
     *
     * @param values the header's values; empty when the request has no such header, which means {@code identity} alone
     */
    static boolean takesGzip(List<String> values) {
        List<Weighted> codings = Weighted.list(values);
        double gzip = quality(codings, GZIP).orElseGet(() -> quality(codings, ANY).orElse(0));
        return gzip > 0 && gzip >= quality(codings, IDENTITY).orElse(0);
    }

    private static OptionalDouble quality(List<Weighted> codings, String name) {
        return codings.stream().filter(coding -> coding.value().equals(name)).mapToDouble(Weighted::quality).findFirst();
    }
}
