package org.imspresence.container;

import gov.nist.javax.sip.parser.HeaderParser;
import gov.nist.javax.sip.parser.ParserFactory;
import java.util.Locale;

/**
 * Makes the SIP stack hand on a header as it came, every line of it.
 *
 * <p>Of a header that the stack has a parser for, but no list, it keeps the first line and drops the others; one that its parser cannot read it puts aside, and the
 * application does not see it. Where the RFC wants such a request refused, the application has to see what there was. A header that the stack has no parser for is kept
 * as text, line by line: this class is the parser of those that are to be treated so.
 */
public final class VerbatimHeader extends HeaderParser {

    /** Called by the stack, with the whole line. */
    public VerbatimHeader(String line) {
        super(line);
    }

    static void keep(String header) {
        ParserFactory.addToParserTable(header.toLowerCase(Locale.ROOT), VerbatimHeader.class);
    }
}
