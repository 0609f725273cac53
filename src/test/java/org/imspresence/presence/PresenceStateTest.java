package org.imspresence.presence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.imspresence.authorization.Circumstances;
import org.imspresence.authorization.Permissions;
import org.imspresence.authorization.Policy;
import org.imspresence.authorization.Requester;
import org.imspresence.authorization.RuleDocument;
import org.imspresence.authorization.SubHandling;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.event.EventPackage;
import org.imspresence.event.EventState;
import org.imspresence.event.Resource;
import org.imspresence.event.StateTooLargeException;
import org.imspresence.event.Watching;
import org.imspresence.publication.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresenceStateTest {

    private static final EventPackage PRESENCE = SamplePackages.with().named(PresencePackage.NAME).orElseThrow();

    private static EventState published(String... contents) throws StateTooLargeException {
        List<Publication> publications = IntStream.range(0, contents.length).mapToObj(i -> publication(i, contents[i])).toList();
        return PRESENCE.state(new Resource() {
            @Override
            public String address() {
                return "sip:someone@example.com";
            }

            @Override
            public Collection<Publication> publications() {
                return publications;
            }

            @Override
            public Collection<Watching> subscriptions() {
                return List.of();
            }

            @Override
            public Optional<byte[]> permanent() {
                return Optional.empty();
            }

            @Override
            public long now() {
                return 0;
            }
        });
    }

    private static Publication publication(int number, String content) {
        String document = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:rpid='urn:ietf:params:xml:ns:pidf:rpid'"
                + " entity='pres:someone@example.com'>" + content + "</presence>";
        return new Publication(PresencePackage.NAME, "p" + number, "tag" + number, PidfFormat.PIDF.contentType(), document.getBytes(UTF_8), Long.MAX_VALUE, number, false, List.of());
    }

    private static String person(String content) {
        return "<dm:person id='p'>" + content + "</dm:person>";
    }

    private static byte[] body(EventState state, PidfFormat format) {
        return state.body(format.contentType());
    }

    private static Permissions granting(String transformations) {
        RuleDocument rules = new RuleDocument("index", ("<cr:ruleset xmlns:cr='urn:ietf:params:xml:ns:common-policy' xmlns='urn:ietf:params:xml:ns:pres-rules'><cr:rule id='a'><cr:actions>"
                + "<sub-handling>allow</sub-handling></cr:actions><cr:transformations>" + transformations + "</cr:transformations></cr:rule></cr:ruleset>").getBytes(UTF_8));
        return Policy.of(List.of(rules), List.of(), SubHandling.BLOCK).decide(new Requester(List.of("sip:bob@example.com"), false), new Circumstances(Optional.empty(), 0)).permissions();
    }

    @Test
    void whoMaySeeEverythingSeesTheVeryState() throws StateTooLargeException {
        EventState state = published(person("<rpid:mood><rpid:happy/></rpid:mood>"));

        assertSame(state, state.seenWith(Permissions.ALL));
    }

    @Test
    void whoMaySeeNothingCannotTellWhetherAnythingIsPublished() throws StateTooLargeException {
        EventState nothing = published();

        for (EventState state : List.of(published(person("<rpid:mood/>")), published(person("<rpid:mood/>"), "<note>n</note>"))) {
            EventState seen = state.seenWith(Permissions.NONE);
            for (PidfFormat format : PidfFormat.values()) {
                assertArrayEquals(body(nothing, format), body(seen, format));
                assertArrayEquals(body(nothing, format), body(nothing.seenWith(Permissions.NONE), format));
            }
            assertTrue(seen.isSameAs(nothing));
        }
    }

    @Test
    void aChangeOfWhatIsHiddenIsNoChange() throws StateTooLargeException {
        Permissions mood = granting("<provide-persons><all-persons/></provide-persons><provide-mood>true</provide-mood>");
        EventState happyAtHome = published(person("<rpid:mood><rpid:happy/></rpid:mood><rpid:place-is/>"));
        EventState happy = published(person("<rpid:mood><rpid:happy/></rpid:mood>"));

        assertFalse(happyAtHome.isSameAs(happy));
        assertTrue(happyAtHome.seenWith(mood).isSameAs(happy.seenWith(mood)));
        assertNotEquals(0, body(happyAtHome.seenWith(mood), PidfFormat.CPIM_PIDF).length);
    }

    @Test
    void whatHasChangedIsToldSinceWhateverStateIsKnown() throws StateTooLargeException {
        EventState now = published(person("<rpid:mood/>"), "<note>now</note>");
        List<EventState> known = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            known.add(published(person("<rpid:mood/>"), "<note>" + "x".repeat(i) + "</note>"));
        }
        List<String> first = known.stream().map(state -> since(state, now)).toList();

        assertEquals(first, known.stream().map(state -> since(state, now)).toList());
        assertEquals(since(published(person("<rpid:mood/>"), "<note>xx</note>"), now), first.get(2));
    }

    private static String since(EventState known, EventState now) {
        return new String(now.body(PidfDiff.CONTENT_TYPE, Optional.of(known), 7), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "'', ''", "<rpid:sphere><rpid:work/></rpid:sphere>, work", "<rpid:sphere> bowling league </rpid:sphere>, bowling league", "<rpid:sphere/>, ''",
        "<rpid:sphere>work</rpid:sphere>|<rpid:mood/>, work", "<rpid:sphere>work</rpid:sphere>|<rpid:sphere><rpid:work/></rpid:sphere>, work",
        "<rpid:sphere>work</rpid:sphere>|<rpid:sphere>home</rpid:sphere>, ''", "<rpid:sphere>work</rpid:sphere><rpid:sphere>home</rpid:sphere>, ''"})
    void theSphereIsWhatAllPublicationsThatNameOneAgreeIn(String persons, String sphere) throws StateTooLargeException {
        String[] contents = Arrays.stream(persons.split("\\|")).map(PresenceStateTest::person).toArray(String[]::new);

        assertEquals(Optional.of(sphere).filter(name -> !name.isEmpty()), published(contents).sphere());
    }

    @Test
    void aSphereOutsideAPersonIsNone() throws StateTooLargeException {
        assertEquals(Optional.empty(), published("<tuple id='t'><status/><rpid:sphere>work</rpid:sphere></tuple>").sphere());
    }
}
