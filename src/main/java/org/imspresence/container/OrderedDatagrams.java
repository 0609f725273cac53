package org.imspresence.container;

import java.io.IOException;
import java.net.InetAddress;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.OIOMessageProcessorFactory;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.TCPMessageProcessor;
import gov.nist.javax.sip.stack.UDPMessageProcessor;
import javax.sip.ListeningPoint;

/**
 * Keeps the requests to one Request-URI in the order of their arrival over UDP, as RFC 3903 s6 wants it of PUBLISH.
 *
 * <p>The stack's threads all take from one queue, so of two datagrams that follow each other within a fraction of a millisecond the second is often the first to be read. Here each
 * thread has a {@linkplain Lanes lane} of its own, and what is for one Request-URI goes by one lane. A connection over TCP is read in order anyway.
 *
 * <p>Named by the property {@code gov.nist.javax.sip.MESSAGE_PROCESSOR_FACTORY}.
 */
public final class OrderedDatagrams extends OIOMessageProcessorFactory {

    /** Bytes of the array that the stack makes for each datagram and {@link LeanDatagrams} does not use. */
    private static final int ALMOST_NOTHING = 1;
    private static final String THREADS = "gov.nist.javax.sip.THREAD_POOL_SIZE";

    @Override
    public MessageProcessor createMessageProcessor(SIPTransactionStack stack, InetAddress address, int port, String transport) throws IOException {
        if (transport.equalsIgnoreCase(ListeningPoint.TCP)) {
            return new OfOneVersion(stack, address, port);
        }
        MessageProcessor processor = super.createMessageProcessor(stack, address, port, transport);
        if (processor instanceof UDPMessageProcessor udp) {
            int threads = Integer.parseInt(((SipStackImpl) stack).getConfigurationProperties().getProperty(THREADS));
            Lanes lanes = new Lanes(threads, stack.getStackCongestionControlTimeout());
            set(udp, "messageQueue", lanes);
            set(udp, "maxMessageSize", ALMOST_NOTHING);
            ((LeanDatagrams) stack.getNetworkLayer()).watch(lanes);
        }
        return processor;
    }

    /** Before the processor starts. */
    private static void set(UDPMessageProcessor udp, String name, Object value) {
        try {
            StackInternals.field(UDPMessageProcessor.class, name).set(udp, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * TCP at an address of one IP version. The container has the first address with a transport make a channel to each target, and the application then sends from the one of the target's IP version: a channel that nobody ever
     * connects would be kept for good.
     */
    private static final class OfOneVersion extends TCPMessageProcessor {

        private OfOneVersion(SIPTransactionStack stack, InetAddress address, int port) {
            super(address, stack, port);
        }

        @Override
        public synchronized MessageChannel createMessageChannel(HostPort target) throws IOException {
            MessageChannel channel = super.createMessageChannel(target);
            if (target.getInetAddress().getClass() != getIpAddress().getClass()) {
                messageChannels.remove(channel.getKey());
            }
            return channel;
        }
    }
}
