package org.imspresence.dialog.location;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import org.imspresence.dialog.location.Candidates.Candidate;
import org.imspresence.dialog.location.NameRecords.Answer;
import org.imspresence.dialog.location.NameRecords.Naptr;
import org.imspresence.dialog.location.NameRecords.Srv;

/**
 * RFC 3263 s4.1, s4.2: from the name of a host to servers.
 *
 * <ol>
 *   <li>A port is named: the host's addresses.
 *   <li>A transport is named, or the URI is a sips URI: the SRV records for it.
 *   <li>Neither: the NAPTR records say for which transports there are SRV records; without any, those are asked for one transport after the other, the one that the peer has used first.
 *   <li>No SRV record: the host's addresses and the default port.
 * </ol>
 *
 * <p>A name server that does not answer about NAPTR or SRV is not asked again: the host's addresses may be known otherwise.
 */
final class Procedures {

    private static final Map<String, String> TRANSPORTS = Map.of("sip+d2u", "udp", "sip+d2t", "tcp", "sips+d2t", Destination.TLS);
    private static final List<String> OF_SIP = List.of("udp", "tcp");
    private static final long LONGEST_TTL_SECONDS = 3_600;

    private final NameRecords names;
    private final Set<String> supported;
    private long ttlSeconds = LONGEST_TTL_SECONDS;

    /** For one use. @param supported the transports that this node has */
    Procedures(NameRecords names, Set<String> supported) {
        this.names = names;
        this.supported = supported;
    }

    /** @throws NameServerException when nothing is known, and nobody has said that there is nothing. None are found when there is nothing */
    Candidates find(Destination destination) {
        List<Candidate> servers = servers(destination);
        return new Candidates(servers, ttlSeconds);
    }

    private List<Candidate> servers(Destination destination) {
        if (destination.port() == Destination.NO_PORT) {
            try {
                for (Service service : services(destination)) {
                    List<Srv> records = heldBy(names.srv(service.name()));
                    if (!records.isEmpty()) {
                        return servers(records, service.transport());
                    }
                }
            } catch (NameServerException unknown) {
                ttlSeconds = 0;
            }
        }
        String transport = destination.transportOrPreferred();
        return List.of(new Candidate(0, 0, heldBy(names.addresses(destination.host())), destination.portFor(transport), transport));
    }

    /** Where SRV records may be, the best first. */
    private List<Service> services(Destination destination) {
        if (!destination.transport().isEmpty()) {
            return List.of(Service.of(destination.transport(), destination.host()));
        }
        List<Naptr> records = heldBy(names.naptr(destination.host()));
        if (records.isEmpty()) {
            Set<String> transports = new LinkedHashSet<>();
            transports.add(destination.preferred());
            transports.addAll(OF_SIP);
            transports.retainAll(supported);
            return transports.stream().map(transport -> Service.of(transport, destination.host())).toList();
        }
        return records.stream()
                .filter(record -> record.flags().equalsIgnoreCase("s") && supported.contains(transport(record)))
                .sorted(Comparator.comparingInt(Naptr::order).thenComparingInt(Naptr::preference))
                .map(record -> new Service(record.replacement(), transport(record)))
                .toList();
    }

    private static String transport(Naptr record) {
        return TRANSPORTS.getOrDefault(record.service().toLowerCase(Locale.ROOT), "");
    }

    /** A server whose name leads to no address is left out: there are others. */
    private List<Candidate> servers(List<Srv> records, String transport) {
        List<Candidate> servers = new ArrayList<>();
        NameServerException problem = null;
        for (Srv record : records) {
            if (record.target().equals(".")) {
                continue;
            }
            try {
                servers.add(new Candidate(record.priority(), record.weight(), heldBy(names.addresses(record.target())), record.port(), transport));
            } catch (NameServerException unknown) {
                problem = unknown;
                ttlSeconds = 0;
            }
        }
        if (servers.isEmpty() && problem != null) {
            throw problem;
        }
        return servers;
    }

    private <T> List<T> heldBy(Answer<T> answer) {
        ttlSeconds = Math.min(ttlSeconds, answer.ttlSeconds());
        return answer.records();
    }

    private record Service(String name, String transport) {

        static Service of(String transport, String host) {
            return new Service((transport.equals(Destination.TLS) ? "_sips._tcp." : "_sip._" + transport + ".") + host, transport);
        }
    }
}
