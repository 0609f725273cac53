package org.imspresence.dialog.location;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Names as DNS has them. Hosts that it knows no address of, or that no server answers about, are looked for where the system has them, such as in the hosts file.
 *
 * <p>A server that refuses a question or fails with it (REFUSED, SERVFAIL) counts as one that has no such records, for a few seconds: many do so when asked about NAPTR or AAAA, and do know the host's address.
 */
public final class DnsNames implements NameRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DnsNames.class);
    private static final int TRIES = 2;
    private static final long TTL_OF_NOTHING_SECONDS = 30;
    private static final long TTL_OF_REFUSAL_SECONDS = 5;

    private final Resolver resolver;
    private final NameRecords system = new SystemNames();

    /**
     * @param server  the one to ask; empty for those that the system asks
     * @param timeout whole seconds that each server has for its answer; each is asked twice
     */
    public DnsNames(Optional<InetSocketAddress> server, Duration timeout) {
        try {
            ExtendedResolver servers = server.isEmpty() ? new ExtendedResolver() : new ExtendedResolver(new Resolver[] {only(server.get())});
            servers.setRetries(TRIES);
            servers.setTimeout(Math.toIntExact(timeout.toSeconds()));
            resolver = servers;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not the address of a name server: " + e.getMessage(), e);
        }
    }

    private static Resolver only(InetSocketAddress server) throws UnknownHostException {
        SimpleResolver resolver = new SimpleResolver(server.getAddress().getHostAddress());
        resolver.setPort(server.getPort());
        return resolver;
    }

    @Override
    public Answer<Naptr> naptr(String name) {
        return ask(name, Type.NAPTR, NAPTRRecord.class,
                record -> new Naptr(record.getOrder(), record.getPreference(), record.getFlags(), record.getService(), record.getReplacement().toString(true)));
    }

    @Override
    public Answer<Srv> srv(String name) {
        return ask(name, Type.SRV, SRVRecord.class,
                record -> new Srv(record.getPriority(), record.getWeight(), record.getPort(), record.getTarget().equals(Name.root) ? "." : record.getTarget().toString(true)));
    }

    @Override
    public Answer<InetAddress> addresses(String host) {
        Answer<InetAddress> four;
        Answer<InetAddress> six;
        try {
            four = ask(host, Type.A, ARecord.class, ARecord::getAddress);
            six = ask(host, Type.AAAA, AAAARecord.class, AAAARecord::getAddress);
        } catch (NameServerException silence) {
            return unless(silence, host);
        }
        if (four.records().isEmpty() && six.records().isEmpty()) {
            return system.addresses(host);
        }
        List<InetAddress> all = Stream.concat(four.records().stream(), six.records().stream()).toList();
        return new Answer<>(all, Math.min(four.ttlSeconds(), six.ttlSeconds()));
    }

    /** What the system knows of a host that no name server answers about. */
    private Answer<InetAddress> unless(NameServerException silence, String host) {
        try {
            return system.addresses(host);
        } catch (NameServerException unknown) {
            silence.addSuppressed(unknown);
            throw silence;
        }
    }

    private <R extends Record, T> Answer<T> ask(String name, int type, Class<R> kind, Function<R, T> reader) {
        Message response = send(name, type);
        if (response.getRcode() != Rcode.NOERROR && response.getRcode() != Rcode.NXDOMAIN) {
            LOG.debug("{} {}: the name server answers {}", Type.string(type), name, Rcode.string(response.getRcode()));
            return new Answer<>(List.of(), TTL_OF_REFUSAL_SECONDS);
        }
        List<T> records = new ArrayList<>();
        long ttl = Long.MAX_VALUE;
        for (Record record : response.getSectionArray(Section.ANSWER)) {
            ttl = Math.min(ttl, record.getTTL());
            if (kind.isInstance(record)) {
                records.add(reader.apply(kind.cast(record)));
            }
        }
        return new Answer<>(records, records.isEmpty() ? ttlOfNothing(response) : ttl);
    }

    private Message send(String name, int type) {
        try {
            return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN)));
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a domain name: " + name, e);
        } catch (IOException e) {
            throw new NameServerException("no name server answers about " + name, e);
        }
    }

    /** RFC 2308 s5. */
    private static long ttlOfNothing(Message response) {
        return Arrays.stream(response.getSectionArray(Section.AUTHORITY))
                .filter(SOARecord.class::isInstance)
                .mapToLong(record -> Math.min(record.getTTL(), ((SOARecord) record).getMinimum()))
                .min().orElse(TTL_OF_NOTHING_SECONDS);
    }
}
