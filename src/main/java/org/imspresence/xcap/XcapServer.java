package org.imspresence.xcap;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.imspresence.documents.Documents;
import org.imspresence.documents.DocumentsUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The XCAP server behind {@link XcapServlet}; a ServletContext attribute of this class's name.
 *
 * <p>A user reaches nothing but its own tree and the global one, which is to be read only.
 */
public final class XcapServer {

    static final List<Map.Entry<String, String>> RETRY_LATER = List.of(Map.entry("Retry-After", "5"));

    private static final Logger LOG = LoggerFactory.getLogger(XcapServer.class);
    private static final String ALLOW = "GET, HEAD, PUT, DELETE, OPTIONS";
    private static final String ALLOW_GLOBAL = "GET, HEAD, OPTIONS";
    private static final Set<String> READING = Set.of("GET", "HEAD");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "DELETE");

    private final Counts counts = new Counts();
    private final Identification identification;
    private final Tree tree;
    private final Requests requests;

    /**
     * @param changed    told the owner's canonical address after each change; the answer waits for it, 2 s at most, and does not depend on it
     * @param entityTags never gives the same twice
     */
    public XcapServer(XcapSettings settings, Documents documents, Function<String, CompletionStage<?>> changed, Supplier<String> entityTags, Clock clock) {
        identification = new Identification(settings, clock, counts);
        tree = new Tree(documents, changed, entityTags, settings.documentsPerUser(), counts);
        Schemas schemas = new Schemas();
        requests = new Requests(tree, new Usages(schemas.namespaces(), settings.root()), schemas, settings.root(), settings.maxBytes());
        if (settings.open()) {
            LOG.warn("XCAP is open: everybody may read and change every user's documents");
        } else if (settings.trustedProxies().containsEverybody()) {
            LOG.warn("xcap.trusted-proxies names everybody: whoever reaches HTTP may say which user it is");
        } else if (!settings.canIdentify()) {
            LOG.warn("XCAP refuses everybody: neither xcap.trusted-proxies nor xcap.users-file is set");
        }
    }

    /** What is counted, by series. */
    public Map<String, LongSupplier> counts() {
        return counts.values();
    }

    XcapResponse handle(XcapRequest request) {
        XcapResponse response = answer(request);
        counts.answered(response.status());
        return response;
    }

    private XcapResponse answer(XcapRequest request) {
        try {
            return admitted(request);
        } catch (Refusal refusal) {
            // Every Digest begins with this one.
            boolean usual = refusal.status() == 401 && request.headers().first("Authorization").isEmpty();
            LOG.atLevel(usual ? Level.DEBUG : Level.INFO).log("{} {} from {} refused: {} {}", request.method(), request.path(), request.peer(), refusal.status(), refusal.getMessage());
            return XcapResponse.text(refusal.status(), refusal.getMessage()).with(refusal.headers());
        } catch (Conflict conflict) {
            LOG.info("{} {} from {} refused: {} {}", request.method(), request.path(), request.peer(), conflict.condition(), conflict.getMessage());
            return XcapResponse.of(409, "application/xcap-error+xml", conflict.xml());
        } catch (DocumentsUnavailableException e) {
            LOG.warn("{} {}: {}", request.method(), request.path(), e.getMessage(), e.getCause());
            return unavailable(e.getMessage());
        } catch (RuntimeException bug) {
            LOG.error("bug in {} {}", request.method(), request.path(), bug);
            return XcapResponse.text(500, "Internal Server Error");
        }
    }

    private XcapResponse admitted(XcapRequest request) {
        if (request.method().equals("OPTIONS")) {
            return XcapResponse.empty(200).with("Allow", ALLOW);
        }
        if (!METHODS.contains(request.method())) {
            throw new Refusal(405, "no such method here", List.of(Map.entry("Allow", ALLOW)));
        }
        ResourceUri uri = UriReader.read(request.path(), request.query());
        if (!uri.key().storable()) {
            throw new Refusal(404, "no document can have so long or such a name");
        }
        Usage usage = requests.usage(uri);
        Set<String> identities = identification.identities(request, uri);
        if (uri.owner().filter(owner -> !identities.contains(owner)).isPresent()) {
            throw new Refusal(403, "the tree of another user than " + identities);
        }
        if (uri.owner().isEmpty() && !READING.contains(request.method())) {
            throw new Refusal(405, "the global tree is to be read only", List.of(Map.entry("Allow", ALLOW_GLOBAL)));
        }
        Optional<String> unavailable = uri.owner().flatMap(owner -> tree.unavailable());
        return unavailable.map(XcapServer::unavailable).orElseGet(() -> requests.answer(request, uri, usage));
    }

    private static XcapResponse unavailable(String reason) {
        return XcapResponse.text(503, reason).with(RETRY_LATER);
    }
}
