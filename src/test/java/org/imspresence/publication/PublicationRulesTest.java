package org.imspresence.publication;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.imspresence.publication.ContentDecision.Accept;
import org.imspresence.publication.PublishDecision.Refuse;
import org.imspresence.publication.PublishDecision.Remove;
import org.imspresence.publication.PublishDecision.Renew;
import org.imspresence.publication.PublishDecision.Repeat;
import org.imspresence.publication.PublishDecision.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicationRulesTest {

    private static final String PRESENTITY = "sip:user2_public1@home2.net";
    private static final String PIDF = "application/pidf+xml";
    private static final long NOW = 1_700_000_000_000L;
    private static final String NO_TAG = "";
    private static final String NO_BODY = "";
    private static final int NO_EXPIRES = PublishRequest.NO_EXPIRES;

    private final AtomicInteger tags = new AtomicInteger();
    private final PublicationRules rules = new PublicationRules(new PublicationLimits(3600, 60, 7200, 3), () -> "tag" + tags.incrementAndGet());
    /** What the home would have stored, by id. */
    private final Map<String, Publication> stored = new HashMap<>();
    private int requests;

    // ---- The table of RFC 3903 s4.1 ------------------------------------------------------------------------------------------------------

    @Test
    void aBodyWithoutEntityTagIsANewPublication() {
        Store store = assertInstanceOf(Store.class, decide(NO_TAG, "one", 600));

        assertEquals(600, store.expires());
        assertEquals("tag1", store.publication().entityTag());
        assertEquals(PIDF, store.publication().contentType());
        assertArrayEquals("one".getBytes(UTF_8), store.publication().body());
        assertEquals(NOW + 600_000, store.publication().expiresAt());
    }

    @Test
    void anEntityTagWithoutBodyRenewsThePublicationUnderANewEntityTag() {
        Publication first = publish("one");

        Renew renew = assertInstanceOf(Renew.class, decide(first.entityTag(), NO_BODY, 1200));

        assertEquals(1200, renew.expires());
        assertEquals(new Publication("presence", first.id(), "tag2", PIDF, first.body(), NOW + 1_200_000, first.order(), false, renew.publication().answers()), renew.publication());
    }

    @Test
    void anEntityTagWithABodyModifiesThePublication() {
        Publication first = publish("one");

        Store store = assertInstanceOf(Store.class, decide(first.entityTag(), "two", 1200));

        assertEquals(first.id(), store.publication().id(), "the id is stable");
        assertEquals("tag2", store.publication().entityTag());
        assertArrayEquals("two".getBytes(UTF_8), store.publication().body());
        assertTrue(store.publication().order() > first.order(), "it is newer now");
    }

    @ParameterizedTest
    @ValueSource(strings = {NO_BODY, "two"})
    void anEntityTagWithExpiresZeroRemovesThePublicationWithABodyOrWithout(String body) {
        Publication first = publish("one");

        Remove remove = assertInstanceOf(Remove.class, decide(first.entityTag(), body, 0));

        assertEquals(first.key(), remove.publication().key());
        assertTrue(remove.publication().removed());
        assertEquals(0, remove.publication().body().length, "what is left of it is small");
        assertNotEquals(first.entityTag(), remove.publication().entityTag());
    }

    @Test
    void theEntityTagPicksThePublicationOutOfSeveral() {
        publish("one");
        Publication second = publish("two");
        publish("three");

        assertEquals(second.key(), assertInstanceOf(Remove.class, decide(second.entityTag(), NO_BODY, 0)).publication().key());
    }

    @Test
    void everySuccessHasAnEntityTagThatWasNeverThereBefore() {
        Set<String> seen = new HashSet<>();
        Publication publication = publish("one");
        assertTrue(seen.add(publication.entityTag()));

        publication = keep(assertInstanceOf(Renew.class, decide(publication.entityTag(), NO_BODY, 600)).publication());
        assertTrue(seen.add(publication.entityTag()), "refresh");
        publication = keep(assertInstanceOf(Store.class, decide(publication.entityTag(), "two", 600)).publication());
        assertTrue(seen.add(publication.entityTag()), "modify");
        assertTrue(seen.add(assertInstanceOf(Remove.class, decide(publication.entityTag(), NO_BODY, 0)).publication().entityTag()), "remove");
    }

    @Test
    void anEntityTagIsGoodForOneRequest() {
        Publication first = publish("one");
        keep(assertInstanceOf(Renew.class, decide(first.entityTag(), NO_BODY, 600)).publication());

        refused(decide(first.entityTag(), NO_BODY, 600), 412);
    }

    // ---- Expiry --------------------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"-1, 3600", "60, 60", "7200, 7200", "7201, 7200", "2147483647, 7200"})
    void expiryIsTheDefaultWhenNoneIsAskedForAndNeverMoreThanTheLongest(int asked, int granted) {
        Store store = assertInstanceOf(Store.class, decide(NO_TAG, "one", asked));

        assertEquals(granted, store.expires());
        assertEquals(NOW + granted * 1000L, store.publication().expiresAt());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 59})
    void anExpiryThatIsTooBriefIsToldTheShortest(int expires) {
        assertEquals(60, refused(decide(NO_TAG, "one", expires), 423).minExpires());
    }

    @Test
    void thePublicationThatHasExpiredIsNotKnownAnyMore() {
        Publication first = publish("one");

        assertInstanceOf(Renew.class, decideAt(first.expiresAt() - 1, first.entityTag(), NO_BODY, 600));
        refused(decideAt(first.expiresAt(), first.entityTag(), NO_BODY, 600), 412);
        refused(decideAt(first.expiresAt() + 1, first.entityTag(), NO_BODY, 0), 412);
    }

    // ---- The order of the checks (RFC 3903 s6) -------------------------------------------------------------------------------------------

    @Test
    void anUnknownEntityTagIsToldBeforeATooBriefExpiryAndBeforeABadBody() {
        refused(decide("unknown", "bad", 1), 412);
        refused(decide("unknown", NO_BODY, 600), 412);
        refused(decide("unknown", NO_BODY, 0), 412);
    }

    @Test
    void aTooBriefExpiryIsToldBeforeAMissingBodyAndBeforeABadOne() {
        Publication first = publish("one");

        refused(decide(NO_TAG, NO_BODY, 1), 423);
        refused(decide(NO_TAG, "bad", 1), 423);
        refused(decide(first.entityTag(), "bad", 1), 423);
    }

    @ParameterizedTest
    @ValueSource(ints = {NO_EXPIRES, 600, 0})
    void anInitialPublicationNeedsABody(int expires) {
        refused(decide(NO_TAG, NO_BODY, expires), 400);
    }

    @Test
    void aBadBodyIsRefusedWithWhatIsWrongWithIt() {
        Publication first = publish("one");

        refused(decide(NO_TAG, "bad", 600), 415);
        refused(decide(first.entityTag(), "bad", 600), 415);
        refused(decide(first.entityTag(), "bad", 0), 415);
    }

    @Test
    void theBodyIsNotLookedAtBeforeItsTurn() {
        AtomicBoolean looked = new AtomicBoolean();

        rules.decide(List.of(), request("unknown", "one", 600), modified -> {
            looked.set(true);
            return new Refuse(400, "too soon");
        }, NOW);

        assertFalse(looked.get());
    }

    @Test
    void whatIsStoredIsWhatTheBodyComesToGivenWhatIsModified() {
        Publication first = publish("one");
        publish("two");
        List<Optional<Publication>> given = new ArrayList<>();

        for (String ifMatch : List.of(NO_TAG, first.entityTag())) {
            PublishDecision decision = rules.decide(stored.values(), request(ifMatch, "part", 600), modified -> {
                given.add(modified);
                return new Accept("text/whole", "whole".getBytes(UTF_8));
            }, NOW);
            Publication publication = assertInstanceOf(Store.class, decision).publication();
            assertEquals("text/whole", publication.contentType());
            assertArrayEquals("whole".getBytes(UTF_8), publication.body());
        }

        assertEquals(List.of(Optional.empty(), Optional.of(first)), given);
    }

    // ---- Repeats -------------------------------------------------------------------------------------------------------------------------

    @Test
    void whatComesAgainIsAnsweredAsBeforeAndChangesNothing() {
        Publication first = keep(assertInstanceOf(Store.class, answer(NOW, numbered(1, NO_TAG, "one", 600))).publication());
        assertEquals(first.entityTag(), repeated(answer(NOW + 31_000, numbered(1, NO_TAG, "one", 600))).entityTag(), "an initial publication");

        Publication second = keep(assertInstanceOf(Store.class, answer(NOW, numbered(2, first.entityTag(), "two", 700))).publication());
        assertEquals(second.entityTag(), repeated(answer(NOW, numbered(2, first.entityTag(), "two", 700))).entityTag(), "a modification, whose entity tag is used up");
        assertEquals(700, repeated(answer(NOW, numbered(2, first.entityTag(), "two", 700))).expires());

        Publication third = keep(assertInstanceOf(Renew.class, answer(NOW, numbered(3, second.entityTag(), NO_BODY, 800))).publication());
        assertEquals(third.entityTag(), repeated(answer(NOW, numbered(3, second.entityTag(), NO_BODY, 800))).entityTag(), "a refresh");

        Publication gone = keep(assertInstanceOf(Remove.class, answer(NOW, numbered(4, third.entityTag(), NO_BODY, 0))).publication());
        assertEquals(gone.entityTag(), repeated(answer(NOW, numbered(4, third.entityTag(), NO_BODY, 0))).entityTag(), "a removal");
        assertEquals(first.entityTag(), repeated(answer(NOW, numbered(1, NO_TAG, "one", 600))).entityTag(), "the first one, late");
    }

    @Test
    void whatComesAgainAfterTheTimeOfRepeatsIsANewRequest() {
        Publication first = keep(assertInstanceOf(Store.class, answer(NOW, numbered(1, NO_TAG, "one", 600))).publication());
        keep(assertInstanceOf(Renew.class, answer(NOW, numbered(2, first.entityTag(), NO_BODY, 800))).publication());

        refused(answer(NOW + 32_001, numbered(2, first.entityTag(), NO_BODY, 800)), 412);
    }

    @Test
    void aRequestThatAsksForSomethingElseIsNoRepeatHoweverItIsNumbered() {
        keep(assertInstanceOf(Store.class, answer(NOW, numbered(1, NO_TAG, "one", 600))).publication());

        assertInstanceOf(Store.class, answer(NOW, numbered(1, NO_TAG, "two", 600)));
        assertInstanceOf(Store.class, answer(NOW, numbered(1, NO_TAG, "one", 601)));
        refused(answer(NOW, numbered(1, "unknown", "one", 600)), 412);
    }

    @Test
    void twoNodesThatDoNotSeeEachOtherGiveARequestOneId() {
        String here = assertInstanceOf(Store.class, answer(NOW, numbered(1, NO_TAG, "one", 600))).publication().id();
        String there = assertInstanceOf(Store.class, answer(NOW + 50, numbered(1, NO_TAG, "one", 600))).publication().id();

        assertEquals(here, there);
        assertNotEquals(here, assertInstanceOf(Store.class, answer(NOW, numbered(2, NO_TAG, "one", 600))).publication().id());
    }

    @Test
    void ofAnswersOnlyTheLastOnesAreKept() {
        Publication last = publish("body0");
        for (int i = 1; i <= 100; i++) {
            last = keep(assertInstanceOf(Store.class, decide(last.entityTag(), "body" + i, 600)).publication());
        }

        assertEquals(16, last.answers().size());
        assertEquals(last.entityTag(), last.answers().get(15).entityTag());
    }

    @Test
    void whatWasRemovedCountsForNothingButRepeats() {
        publish("one");
        Publication second = publish("two");
        publish("three");
        keep(assertInstanceOf(Remove.class, decide(second.entityTag(), NO_BODY, 0)).publication());

        refused(decide(second.entityTag(), "again", 600), 412);
        refused(decide(stored.get(second.id()).entityTag(), "again", 600), 412);
        assertTrue(publish("four").order() > 3, "its place is not given away while it is known");
    }

    // ---- After a split -------------------------------------------------------------------------------------------------------------------

    @Test
    void afterASplitTheLastWordOfThePublisherHolds() {
        Publication before = publish("one");
        Publication here = assertInstanceOf(Store.class, decideAt(NOW + 1000, before.entityTag(), "here", 600)).publication();
        Publication there = assertInstanceOf(Store.class, decideAt(NOW + 2000, before.entityTag(), "there", 600)).publication();

        for (Publication merged : List.of(Publication.merged(here, there), Publication.merged(there, here))) {
            assertArrayEquals("there".getBytes(UTF_8), merged.body());
            assertEquals(there.entityTag(), merged.entityTag());
            assertEquals(3, merged.answers().size(), "repeats of either side's requests are known");
        }
    }

    @Test
    void afterASplitWhatWasRemovedOnOneSideStaysRemoved() {
        Publication before = publish("one");
        Publication here = assertInstanceOf(Remove.class, decideAt(NOW + 1000, before.entityTag(), NO_BODY, 0)).publication();
        Publication there = assertInstanceOf(Store.class, decideAt(NOW + 2000, before.entityTag(), "there", 600)).publication();

        assertTrue(Publication.merged(here, there).removed());
        assertTrue(Publication.merged(there, here).removed());
    }

    private PublishDecision answer(long now, PublishRequest request) {
        return rules.decide(stored.values(), request, modified -> new Accept(request.contentType(), request.body()), now);
    }

    private static PublishAnswer repeated(PublishDecision decision) {
        return assertInstanceOf(Repeat.class, decision).answer();
    }

    // ---- Limits, names and order -----------------------------------------------------------------------------------------------------------

    @Test
    void initialPublicationsBeyondTheLimitAreRefusedAndOthersAreNot() {
        publish("one");
        publish("two");
        Publication third = publish("three");

        refused(decide(NO_TAG, "four", 600), 480);
        assertInstanceOf(Renew.class, decide(third.entityTag(), NO_BODY, 600));
        assertInstanceOf(Store.class, decide(third.entityTag(), "four", 600));
        assertInstanceOf(Remove.class, decide(third.entityTag(), NO_BODY, 0));
    }

    @Test
    void theOrderRisesWithEachBodyAndStaysOverARefresh() {
        Publication one = publish("one");
        Publication two = publish("two");
        Publication oneAgain = keep(assertInstanceOf(Store.class, decide(one.entityTag(), "one again", 600)).publication());
        Publication renewed = keep(assertInstanceOf(Renew.class, decide(two.entityTag(), NO_BODY, 600)).publication());

        assertTrue(one.order() < two.order());
        assertTrue(two.order() < oneAgain.order());
        assertEquals(two.order(), renewed.order());
    }

    @Test
    void noTwoLivePublicationsShareAnIdWhateverHasGoneBefore() {
        Publication one = publish("one");
        Publication two = publish("two");
        keep(assertInstanceOf(Store.class, decide(one.entityTag(), "one again", 600)).publication());
        stored.remove(two.id());

        publish("three");
        publish("four");

        assertEquals(3, stored.size());
    }

    @Test
    void theIdDoesNotTellTheEntityTag() {
        Publication one = publish("one");

        assertFalse(one.id().contains(one.entityTag()), one.id());
    }

    @Test
    void aBodyInAnEncodingIsRefusedWhenItsTurnHasCome() {
        PublishRequest compressed = new PublishRequest(PRESENTITY, "presence", NO_TAG, 600, PIDF, "gzip", "x".getBytes(UTF_8), "");
        PublishRequest underUnknownTag = new PublishRequest(PRESENTITY, "presence", "unknown", 600, PIDF, "gzip", "x".getBytes(UTF_8), "");

        refused(answer(NOW, compressed), 415);
        refused(answer(NOW, underUnknownTag), 412);
    }

    private Publication publish(String body) {
        return keep(assertInstanceOf(Store.class, decide(NO_TAG, body, 600)).publication());
    }

    private Publication keep(Publication publication) {
        stored.put(publication.id(), publication);
        return publication;
    }

    private PublishDecision decide(String ifMatch, String body, int expires) {
        return decideAt(NOW, ifMatch, body, expires);
    }

    private PublishDecision decideAt(long now, String ifMatch, String body, int expires) {
        return rules.decide(stored.values(), request(ifMatch, body, expires),
                modified -> body.equals("bad") ? new Refuse(415, "bad body") : new Accept(PIDF, body.getBytes(UTF_8)), now);
    }

    private PublishRequest request(String ifMatch, String body, int expires) {
        return numbered(++requests, ifMatch, body, expires);
    }

    private static PublishRequest numbered(int cseq, String ifMatch, String body, int expires) {
        return new PublishRequest(PRESENTITY, "presence", ifMatch, expires, PIDF, "", body.getBytes(UTF_8), "").of("call-id", "tag", cseq + " PUBLISH");
    }

    private static Refuse refused(PublishDecision decision, int status) {
        Refuse refuse = assertInstanceOf(Refuse.class, decision);
        assertEquals(status, refuse.status(), refuse.reason());
        return refuse;
    }
}
