package org.imspresence.container;

import static java.nio.charset.StandardCharsets.US_ASCII;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.MessageParserFactory;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.PostParseExecutorServices;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.ConnectionOrientedMessageChannel;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Queue;

/**
 * The stack's parsers, of which those of connections (TCP and TLS) go on only when not too many parsed messages wait for a thread, nor, of requests, too many answers for their peer, and tell the {@linkplain Intake connection} how far they are. So what a peer sends
 * faster than it is processed, or than it takes the answers, stays with it. Before its first message a connection {@linkplain Connections begins}.
 *
 * <p>Named by the property {@code gov.nist.javax.sip.MESSAGE_PARSER_FACTORY}.
 */
public final class StreamParsers implements MessageParserFactory {

    private static final int WAITING = 1_000;
    private static final byte[] RESPONSE = "SIP/2.0 ".getBytes(US_ASCII);
    private static final int BLANK_LINE = 2;

    private final int waiting = Integer.getInteger("presence.sip.stream.waiting", WAITING);
    private final MessageParser parser = new StringMsgParser();

    @Override
    public MessageParser createMessageParser(SIPTransactionStack stack) {
        Intake intake = ((LeanDatagrams) stack.getNetworkLayer()).intakes().begin();
        return (bytes, readBody, strict, listener) -> readBody ? parser.parseSIPMessage(bytes, true, strict, listener) : parseHeaders(bytes, strict, listener, intake);
    }

    /** Only of a connection is the body read by itself. */
    private SIPMessage parseHeaders(byte[] bytes, boolean strict, ParseExceptionListener listener, Intake intake) throws ParseException {
        if (listener instanceof ConnectionOrientedMessageChannel connection) {
            Connections.begin(connection);
        }
        intake.awaitTurn(!isResponse(bytes), this::isFull);
        long body = 0;
        try {
            SIPMessage message = parser.parseSIPMessage(bytes, false, strict, listener);
            body = message == null || message.getContentLength() == null ? 0 : message.getContentLength().getContentLength();
            return message;
        } finally {
            intake.take(lengthOnConnection(bytes), body);
        }
    }

    private static boolean isResponse(byte[] lines) {
        return lines.length > RESPONSE.length && Arrays.equals(lines, 0, RESPONSE.length, RESPONSE, 0, RESPONSE.length);
    }

    private boolean isFull() {
        Queue<?> parsed = PostParseExecutorServices.staticQueue;
        return parsed != null && parsed.size() >= waiting;
    }

    /** The stack hands lines over without their CR, but for the blank one at the end, and that one twice. Of a sender that writes no CR this is too much, which does no harm. */
    static long lengthOnConnection(byte[] lines) {
        long length = lines.length - BLANK_LINE;
        for (int i = 0; i < lines.length; i++) {
            length += lines[i] == '\n' && (i == 0 || lines[i - 1] != '\r') ? 1 : 0;
        }
        return length;
    }
}
