package org.imspresence.container;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.MessageParser;
import gov.nist.javax.sip.parser.MessageParserFactory;
import gov.nist.javax.sip.parser.ParseExceptionListener;
import gov.nist.javax.sip.parser.PostParseExecutorServices;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.text.ParseException;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The stack's parsers, of which those of connections (TCP and TLS) go on only when not too many parsed messages wait for a thread, nor too many answers for their peer, and tell the {@linkplain Intake connection} how far they are. So what
 * a peer sends faster than it is processed, or than it takes the answers, stays with it.
 *
 * <p>Named by the property {@code gov.nist.javax.sip.MESSAGE_PARSER_FACTORY}.
 */
public final class StreamParsers implements MessageParserFactory {

    private static final int WAITING = 200;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final int waiting = Integer.getInteger("presence.sip.stream.waiting", WAITING);
    private final MessageParser parser = new StringMsgParser();

    @Override
    public MessageParser createMessageParser(SIPTransactionStack stack) {
        Intake intake = ((LeanDatagrams) stack.getNetworkLayer()).intakes().begin();
        return (bytes, readBody, strict, listener) -> readBody ? parser.parseSIPMessage(bytes, true, strict, listener) : parseHeaders(bytes, strict, listener, intake);
    }

    /** Only of a connection is the body read by itself. */
    private SIPMessage parseHeaders(byte[] bytes, boolean strict, ParseExceptionListener listener, Intake intake) throws ParseException {
        awaitTurn(intake);
        long body = 0;
        try {
            SIPMessage message = parser.parseSIPMessage(bytes, false, strict, listener);
            body = message == null || message.getContentLength() == null ? 0 : message.getContentLength().getContentLength();
            return message;
        } finally {
            intake.take(lengthOnConnection(bytes), body);
        }
    }

    private void awaitTurn(Intake intake) {
        while ((isFull() || intake.isHeldUp()) && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private boolean isFull() {
        Queue<?> parsed = PostParseExecutorServices.staticQueue;
        return parsed != null && parsed.size() >= waiting;
    }

    /** The stack hands lines over without their CR, and the last, blank one twice. */
    private static long lengthOnConnection(byte[] lines) {
        long length = lines.length;
        for (byte each : lines) {
            length += each == '\n' ? 1 : 0;
        }
        return length - 2;
    }
}
