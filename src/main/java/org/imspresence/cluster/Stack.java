package org.imspresence.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.imspresence.address.HostPort;

/** The JGroups protocol stack of a node, as the XML that JGroups reads. */
final class Stack {

    private static final String BY_ADDRESS = """
            <TCPPING initial_hosts="@join@" port_range="0" num_discovery_runs="1"/>""";
    /** Without a server it asks as the system does, hosts file included, and takes addresses of both families. */
    private static final String BY_DNS = """
            <dns.DNS_PING dns_query="@dnsQuery@" dns_address="@dnsServer@" dns_record_type="@dnsType@" num_discovery_runs="1"/>""";

    private Stack() {
    }

    static String xml(ClusterSettings settings) {
        return settings.bind().map(bind -> fill(template(settings), values(settings, bind)))
                .orElseGet(() -> read("alone.xml"));
    }

    private static String template(ClusterSettings settings) {
        return read("tcp.xml").replace("<!-- @discovery@ -->", settings.dns().isPresent() ? BY_DNS : BY_ADDRESS);
    }

    private static Map<String, String> values(ClusterSettings settings, HostPort bind) {
        ClusterSettings.Timeouts timeouts = settings.timeouts();
        Optional<HostPort> dnsServer = settings.dns().flatMap(ClusterSettings.Dns::server);
        return Map.of(
                "host", bind.host(),
                "port", Integer.toString(bind.port()),
                "join", Stream.concat(Stream.of(bind), settings.join().stream()).distinct()
                        .map(peer -> peer.host() + "[" + peer.port() + "]").collect(Collectors.joining(",")),
                "dnsQuery", settings.dns().map(ClusterSettings.Dns::query).orElse(""),
                "dnsServer", dnsServer.map(HostPort::toString).orElse(""),
                "dnsType", dnsServer.isPresent() && bind.host().contains(":") ? "AAAA" : "A",
                "failure", millis(timeouts.failure()),
                "heartbeat", millis(timeouts.failure().dividedBy(4)),
                "verify", millis(timeouts.verify()),
                "joinTimeout", millis(timeouts.join()));
    }

    private static String fill(String template, Map<String, String> values) {
        String filled = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            String safe = value.getValue().replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
            filled = filled.replace("@" + value.getKey() + "@", safe);
        }
        return filled;
    }

    private static String millis(Duration duration) {
        return Long.toString(Math.max(1, duration.toMillis()));
    }

    private static String read(String name) {
        try (InputStream in = Stack.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
