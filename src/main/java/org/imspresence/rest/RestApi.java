package org.imspresence.rest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.imspresence.address.PresenceAddress;
import org.imspresence.home.Homes;
import org.imspresence.home.Operations;
import org.imspresence.home.Reply;
import org.imspresence.home.inspection.AskWatchers;
import org.imspresence.home.inspection.EndSubscription;
import org.imspresence.home.inspection.FindPresentities;
import org.imspresence.home.inspection.PresentityReport;
import org.imspresence.home.inspection.WatchersReport;
import org.imspresence.json.Json;
import org.imspresence.json.JsonException;
import org.imspresence.publication.PublishRequest;
import org.imspresence.rest.TryItView.TryItWatcher;
import org.imspresence.tryit.TryIt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The REST interface behind {@link RestServlet}; a ServletContext attribute of this class's name. Every question is answered by whose business it is: the home of a presentity, or each node for its part.
 */
public final class RestApi {

    private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);
    private static final String JSON = "application/json";
    /** Seconds that a request waits for the cluster. */
    private static final long PATIENCE = 15;
    private static final String RETRY_AFTER_SECONDS = "2";

    private final RestSettings settings;
    private final Homes homes;
    private final Operations operations;
    private final Set<String> domains;
    private final Semaphore places;
    private final Followers followers;
    private final Optional<TryIt> tryIt;
    private final StateReader states = new StateReader();

    /**
     * @param domains       whose users are served, lower case; all when there are none
     * @param showsMessages whether this container shows SIP messages as they pass
     * @param tryIt         watchers for trying out; empty outside development mode
     */
    public RestApi(RestSettings settings, Homes homes, Set<String> domains, boolean showsMessages, Optional<TryIt> tryIt) {
        this.settings = settings;
        this.homes = homes;
        this.operations = homes.operations();
        this.domains = domains;
        this.tryIt = tryIt;
        this.places = new Semaphore(settings.requests());
        this.followers = new Followers(operations, showsMessages, settings.followers());
        if (settings.access() == Access.OPEN) {
            LOG.warn("console=open: whoever is on this machine may see and change everything by HTTP");
        }
    }

    RestSettings settings() {
        return settings;
    }

    /** Ends the streams of messages: no other answer takes long. */
    public void endStreams() {
        followers.close();
    }

    /** Whether it is to be answered by {@link #follow}, and not by {@link #answer}. */
    boolean isStream(ApiRequest request) {
        return request.method().equals("GET") && Route.of(request).route() == Route.MESSAGES;
    }

    /**
     * Answers with a stream, and returns when that has ended.
     *
     * @throws Problem when there is none
     */
    void follow(ApiRequest request, Followers.Opening opening) {
        String presentity = address(Route.of(request).values().get(0));
        followers.follow(presentity, request.parameter("call-id"), request.operator(), opening);
    }

    /** Never fails: what cannot be done is a response, too. */
    ApiResponse answer(ApiRequest request) {
        if (!places.tryAcquire()) {
            return new Problem(503, "too many requests are under way").withHeader("Retry-After", RETRY_AFTER_SECONDS).response();
        }
        try {
            Route.Taken taken = Route.of(request);
            ApiResponse response = carryOut(taken, request);
            if (!request.isReading()) {
                LOG.info("{} {} by operator {}: {}", request.method(), String.join("/", request.path()), request.operator(), response.status());
            }
            return response;
        } catch (Problem problem) {
            LOG.atLevel(request.isReading() ? Level.DEBUG : Level.INFO).log("{} {} by operator {} refused: {} {}", request.method(), String.join("/", request.path()), request.operator(), problem.status(), problem.getMessage());
            return problem.response();
        } catch (RuntimeException bug) {
            LOG.error("bug in {} {}", request.method(), String.join("/", request.path()), bug);
            return new Problem(500, "a bug; the server's log has more").response();
        } finally {
            places.release();
        }
    }

    private ApiResponse carryOut(Route.Taken taken, ApiRequest request) {
        List<String> values = taken.values();
        return switch (taken.route()) {
            case SERVER -> ApiResponse.json(200, new ServerView(operations.node(), request.operator(), tryIt.isPresent()));
            case COUNTERS -> ApiResponse.json(200, CountersView.of(await(operations.counters())));
            case NODES -> ApiResponse.json(200, NodesView.of(await(operations.nodes())));
            case DRAIN -> drain(request, values.get(0));
            case PRESENTITIES -> find(request);
            case PRESENTITY -> presentity(address(values.get(0)));
            case DOCUMENT -> document(request, address(values.get(0)));
            case WATCHERS -> watchers(request, address(values.get(0)));
            case WATCHER -> watcher(address(values.get(0)), values.get(1));
            case MESSAGES -> new ApiResponse(200, EventStream.TYPE, new byte[0], Map.of());
            case TERMINATE -> terminate(request, address(values.get(0)), values.get(1));
            case PUBLISH -> publish(Publishing.request(request, served(values.get(0)), true, Publishing.expires(request)));
            case REPUBLISH -> publish(Publishing.request(request, served(values.get(0)), false, Publishing.expires(request)));
            case UNPUBLISH -> publish(Publishing.request(request, served(values.get(0)), false, 0));
            case TRY_IT_WATCHERS -> ApiResponse.json(200, TryItView.of(tryIt().watching()));
            case TRY_IT -> tryIt(request);
            case END_TRY_IT -> ApiResponse.json(200, TryItWatcher.of(tryIt().end(values.get(0)).orElseThrow(() -> new Problem(404, "there is no such watcher"))));
        };
    }

    // ---- Reading -------------------------------------------------------------------------------------------------------------------------

    private ApiResponse find(ApiRequest request) {
        int limit = request.number("limit", settings.page(), settings.page());
        return ApiResponse.json(200, PresentitiesView.of(await(operations.find(new FindPresentities(request.parameter("prefix"), request.parameter("contains"), request.parameter("after"), limit)))));
    }

    private ApiResponse presentity(String presentity) {
        return ApiResponse.json(200, PresentityView.of(presentity, known(presentity), states::read));
    }

    private ApiResponse document(ApiRequest request, String presentity) {
        String eventPackage = request.eventPackage();
        PresentityReport.Topic topic = known(presentity).topics().stream().filter(one -> one.eventPackage().equals(eventPackage) && one.state().length > 0).findFirst()
                .orElseThrow(() -> new Problem(404, "there is no state of " + presentity + " in the event package " + eventPackage));
        return new ApiResponse(200, topic.contentType(), topic.state(), Map.of("ETag", '"' + topic.entityTag() + '"'));
    }

    private PresentityReport known(String presentity) {
        PresentityReport report = await(operations.presentity(presentity));
        if (!report.known()) {
            throw new Problem(404, "nobody watches " + presentity + ", and it has published nothing");
        }
        return report;
    }

    private ApiResponse watchers(ApiRequest request, String presentity) {
        int limit = request.number("limit", settings.page(), settings.page());
        // One more shows whether there is another page.
        WatchersReport report = await(operations.watchers(new AskWatchers(presentity, "", request.parameter("after"), limit + 1)));
        return ApiResponse.json(200, WatchersView.of(presentity, report, limit));
    }

    private ApiResponse watcher(String presentity, String id) {
        WatchersReport report = await(operations.watchers(new AskWatchers(presentity, id, "", 1)));
        return report.watchers().stream().findFirst()
                .map(watching -> ApiResponse.json(200, WatchersView.Watcher.of(report.home(), watching)))
                .orElseThrow(() -> new Problem(404, "there is no such subscription to " + presentity));
    }

    // ---- Acting --------------------------------------------------------------------------------------------------------------------------

    private ApiResponse terminate(ApiRequest request, String presentity, String id) {
        String reason = body(request).getOrDefault("reason", "deactivated") instanceof String text ? text : "";
        if (!Set.of("deactivated", "rejected").contains(reason)) {
            throw new Problem(400, "reason is neither deactivated nor rejected");
        }
        succeeded(await(operations.end(new EndSubscription(presentity, id, reason.equals("rejected"), request.operator()))));
        return ApiResponse.json(200, new Outcomes.Terminated(presentity, id, reason));
    }

    private ApiResponse drain(ApiRequest request, String node) {
        body(request);
        succeeded(await(operations.drain(node, request.operator())));
        return ApiResponse.json(202, new Outcomes.Draining(node));
    }

    private ApiResponse publish(PublishRequest request) {
        return Publishing.response(request, await(homes.publish(request)));
    }

    private TryIt tryIt() {
        return tryIt.orElseThrow(() -> new Problem(404, "watchers for trying out are for development mode only"));
    }

    private ApiResponse tryIt(ApiRequest request) {
        String presentity = served(body(request).get("presentity") instanceof String text ? text : "");
        try {
            return ApiResponse.json(201, TryItWatcher.of(tryIt().watch(presentity)));
        } catch (TryIt.RefusedException e) {
            throw new Problem(e.status(), e.getMessage());
        }
    }

    private static void succeeded(Reply reply) {
        if (!reply.isSuccess()) {
            throw Publishing.problem(reply);
        }
    }

    /** An object, or nothing. */
    private static Map<String, Object> body(ApiRequest request) {
        if (!request.mediaType().equals(JSON)) {
            throw new Problem(415, "the body must be " + JSON);
        }
        try {
            if (request.body().length == 0) {
                return Map.of();
            }
            return Json.object(request.body());
        } catch (JsonException e) {
            throw new Problem(400, "the body is no JSON: " + e.getMessage());
        }
    }

    private static String address(String text) {
        try {
            return PresenceAddress.parse(text).canonical();
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "'" + text + "' is no address: " + e.getMessage());
        }
    }

    /** As for a PUBLISH by SIP. */
    private String served(String text) {
        PresenceAddress address = PresenceAddress.parse(address(text));
        if (!address.isOfAny(domains)) {
            throw new Problem(404, "this domain is not served here");
        }
        return address.canonical();
    }

    private static <T> T await(CompletionStage<T> answer) {
        try {
            return answer.toCompletableFuture().get(PATIENCE, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Problem(504, "the cluster has not answered within " + PATIENCE + " s");
        } catch (ExecutionException e) {
            throw new Problem(503, "the presentity's home cannot be reached: " + e.getCause().getMessage()).withHeader("Retry-After", RETRY_AFTER_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Problem(503, "the server stops");
        }
    }
}
