package org.imspresence.filter;

import org.imspresence.document.DocumentException;

/** RFC 4660 s5.4: a filter is refused, with 488 when it came with a SUBSCRIBE. The message is the reason, and may stand in the quoted text of a Warning as it is. */
public final class FilterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FilterException(String reason) {
        this(new DocumentException(reason));
    }

    FilterException(DocumentException cause) {
        super(cause.getMessage(), cause);
    }
}
