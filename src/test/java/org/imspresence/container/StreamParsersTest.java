package org.imspresence.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.parser.Pipeline;
import gov.nist.javax.sip.parser.PipelinedMsgParser;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.io.InputStream;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the stack's own reader of connections hands to a parser, and how long that was on the wire. */
class StreamParsersTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "OPTIONS sip:a@example.com SIP/2.0\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n\r\n",
            "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\nSubject: one\r\n two\r\nContent-Length: 0\r\n\r\n"})
    void theHeadersCountAsOnTheWire(String headers) throws Exception {
        BlockingQueue<Integer> lengths = new LinkedBlockingQueue<>();
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "unbound");
        SipStackImpl stack = new SipStackImpl(properties);
        stack.setMessageParserFactory(any -> (bytes, readBody, strict, listener) -> {
            lengths.add((int) StreamParsers.lengthOnConnection(bytes));
            return new StringMsgParser().parseSIPMessage(bytes, readBody, strict, listener);
        });
        Pipeline connection = new Pipeline(InputStream.nullInputStream(), -1, null);
        new PipelinedMsgParser(stack, null, connection, 0).processInput();
        connection.write((headers + headers).getBytes(US_ASCII));
        for (int i = 0; i < 2; i++) {
            Integer length = lengths.poll(10, TimeUnit.SECONDS);
            assertNotNull(length, "nothing was parsed");
            assertEquals(headers.length(), length);
        }
        connection.close();
        stack.stop();
    }
}
