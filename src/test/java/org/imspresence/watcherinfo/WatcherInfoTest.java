package org.imspresence.watcherinfo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

import org.imspresence.event.EventPackage.Access;
import org.imspresence.event.EventState;
import org.imspresence.event.Watching.Event;
import org.imspresence.event.Watching.Status;
import org.imspresence.subscription.SubscribeRequest;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.WatcherInfoTable;
import org.imspresence.testbed.WatcherInfoTable.Content;
import org.imspresence.testbed.WatcherInfoTable.Row;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatcherInfoTest {

    private final SampleWatchers watchers = new SampleWatchers("sip:B@example.com");

    private EventState state() {
        return SampleWatcherInfo.watcherInfo().state(watchers);
    }

    private static Content full(EventState state) {
        return WatcherInfoTable.read(state.body(WatcherInfoPackage.FORMAT));
    }

    private static Content since(EventState known, EventState state, long number) {
        return WatcherInfoTable.read(state.body(WatcherInfoPackage.FORMAT, Optional.of(known), number));
    }

    private static List<String> told(Content content) {
        return content.rows().stream().map(row -> row.uri() + " " + row.status() + " " + row.event()).toList();
    }

    @Nested
    class Rfc3857Clause4 {

        private final WatcherInfoPackage watcherInfo = SampleWatcherInfo.watcherInfo();

        @Test
        void itsNameIsThatOfTheWatchedPackageAndWinfo() {
            assertEquals("presence.winfo", watcherInfo.name());
        }

        @Test
        void itsDefaultFormatIsThatOfRfc3858AndNumbered() {
            assertEquals(List.of("application/watcherinfo+xml"), watcherInfo.formats());
            assertTrue(watcherInfo.isNumbered("application/watcherinfo+xml"));
        }

        @Test
        void itIsForTheResourceAloneAndFollowsTheSubscriptions() {
            assertEquals(Access.OWNER, watcherInfo.access());
            assertTrue(watcherInfo.followsSubscriptions());
            assertEquals(Duration.ofSeconds(5), watcherInfo.pacing());
        }

        @Test
        void nobodyPublishesIt() {
            assertTrue(watcherInfo.publications().isEmpty());
            assertThrows(IllegalArgumentException.class, () -> watcherInfo.content(null, Optional.empty()));
        }
    }

    /** RFC 3857 s5: A subscribes to B, who is told of it and lets A in. */
    @Nested
    class Rfc3857Clause5 {

        @Test
        void theSubscriberIsToldOfAPendingWatcherAndThenThatItIsActive() {
            EventState nobody = state();
            assertEquals(List.of(), full(nobody).rows());

            watchers.add("a", "sip:A@example.com", Status.PENDING, Event.SUBSCRIBE);
            EventState pending = state();
            Content first = since(nobody, pending, 1);
            assertEquals(1, first.version());
            assertFalse(first.full());
            assertEquals("sip:B@example.com", first.resource());
            assertEquals("presence", first.watched());
            assertEquals(List.of("sip:A@example.com pending subscribe"), told(first));

            watchers.change("a", Status.ACTIVE, Event.APPROVED);
            Content second = since(pending, state(), 2);
            assertEquals(2, second.version());
            assertEquals(List.of("sip:A@example.com active approved"), told(second));
            assertEquals(first.rows().get(0).id(), second.rows().get(0).id(), "the same subscription");
        }

        @Test
        void theDocumentIsTheClausesOwnButForIdAndTimes() {
            watchers.add("a", "sip:A@example.com", Status.PENDING, Event.SUBSCRIBE);
            byte[] body = state().body(WatcherInfoPackage.FORMAT);
            Row row = WatcherInfoTable.read(body).rows().get(0);

            String asTheClauseHasIt = new String(body, UTF_8).replace(row.id(), "7768a77s").replaceAll(" (duration-subscribed|expiration)=\"\\d+\"", "");

            assertEquals(CanonicalXml.of("""
                    <?xml version="1.0"?>
                    <watcherinfo xmlns="urn:ietf:params:xml:ns:watcherinfo"
                                 version="0" state="full">
                      <watcher-list resource="sip:B@example.com" package="presence">
                        <watcher id="7768a77s" event="subscribe"
                                 status="pending">sip:A@example.com</watcher>
                      </watcher-list>
                    </watcherinfo>
                    """.getBytes(UTF_8)), CanonicalXml.of(asTheClauseHasIt.getBytes(UTF_8)));
        }
    }

    /** RFC 3858 s5, its example but for the language of the name, which nobody tells a server, and the ids. */
    @Test
    void rfc3858Clause4TheExampleIsWritten() {
        SampleWatchers professors = new SampleWatchers("sip:professor@example.net");
        professors.add("a", "sip:userA@example.net", Status.ACTIVE, Event.APPROVED);
        professors.passes(509);
        professors.addNamed("b", "\"Mr. Subscriber\" <sip:userB@example.org>", "sip:userB@example.org", Status.PENDING, Event.SUBSCRIBE);
        professors.expiresIn("a", 5);

        Content content = full(SampleWatcherInfo.watcherInfo().state(professors));

        assertEquals("sip:professor@example.net", content.resource());
        Row b = content.rows().get(0);
        Row a = content.rows().get(1);
        assertEquals(new Row(a.id(), "active", "approved", "sip:userA@example.net", Optional.empty(), OptionalLong.of(509), OptionalLong.of(5)), a);
        assertEquals(new Row(b.id(), "pending", "subscribe", "sip:userB@example.org", Optional.of("Mr. Subscriber"), OptionalLong.of(0), OptionalLong.of(SampleWatchers.EXPIRES)), b);
        assertTrue(content.full());
        assertEquals(0, content.version());
    }

    @Nested
    class Rfc3857Clause47 {

        @ParameterizedTest
        @CsvSource({"REJECTED", "TIMEOUT", "DEACTIVATED", "PROBATION", "NORESOURCE", "GIVEUP"})
        void anEndIsToldWithWhatHasBroughtItAboutToWhoKnewTheWatcher(Event event) {
            watchers.add("a", "sip:A@example.com", Status.ACTIVE, Event.SUBSCRIBE);
            EventState before = state();
            watchers.change("a", Status.TERMINATED, event);

            assertFalse(state().isSameAs(before));
            assertEquals(List.of("sip:A@example.com terminated " + event), told(since(before, state(), 1)));
            assertEquals(List.of(), full(state()).rows(), "a full document has those only that are there");
        }

        @Test
        void aPendingWatcherThatRunsOutWaitsAndHasNoExpiration() {
            watchers.add("a", "sip:A@example.com", Status.PENDING, Event.SUBSCRIBE);
            EventState before = state();
            watchers.change("a", Status.WAITING, Event.TIMEOUT);

            Content waiting = since(before, state(), 1);

            assertEquals(List.of("sip:A@example.com waiting timeout"), told(waiting));
            assertEquals(OptionalLong.empty(), waiting.rows().get(0).expiration());
            assertEquals(told(waiting), told(full(state())));
        }

        @Test
        void whoCameAndWentWithoutBeingKnownIsNothingToTell() {
            EventState before = state();
            watchers.add("a", "sip:A@example.com", Status.TERMINATED, Event.TIMEOUT);

            assertTrue(state().isSameAs(before));
            assertEquals(List.of(), since(before, state(), 1).rows());
        }

        @Test
        void timeThatPassesIsNothingToTell() {
            watchers.add("a", "sip:A@example.com", Status.ACTIVE, Event.APPROVED);
            EventState before = state();
            watchers.passes(60);

            assertTrue(state().isSameAs(before));
            assertEquals(OptionalLong.of(SampleWatchers.EXPIRES - 60), full(state()).rows().get(0).expiration());
        }

        @Test
        void anotherEventIsToldThoughTheStatusIsTheSame() {
            watchers.add("a", "sip:A@example.com", Status.ACTIVE, Event.SUBSCRIBE);
            EventState before = state();
            watchers.change("a", Status.ACTIVE, Event.APPROVED);

            assertFalse(state().isSameAs(before));
            assertEquals(List.of("sip:A@example.com active approved"), told(since(before, state(), 1)));
        }

        @Test
        void theEndThatIsForgottenBeforeItIsToldIsMadeGoodByTheFullState() {
            watchers.add("a", "sip:A@example.com", Status.ACTIVE, Event.APPROVED);
            watchers.add("b", "sip:C@example.com", Status.ACTIVE, Event.APPROVED);
            EventState before = state();
            watchers.forget("a");

            Content content = since(before, state(), 7);

            assertTrue(content.full());
            assertEquals(7, content.version());
            assertEquals(List.of("sip:C@example.com active approved"), told(content));
        }

        @Test
        void subscriptionsToOtherPackagesAreNoWatchersOfThisOne() {
            watchers.addTo("dialog", "a", "sip:A@example.com");

            assertEquals(List.of(), full(state()).rows());
        }
    }

    @Nested
    class ABound {

        private List<String> named() {
            return told(full(SampleWatcherInfo.watcherInfo(3).state(watchers)));
        }

        @Test
        void leavesTheUndecidedInAndThenTheNewest() {
            watchers.add("w", "sip:waiting@x.net", Status.WAITING, Event.TIMEOUT);
            watchers.passes(1);
            watchers.add("p", "sip:pending@x.net", Status.PENDING, Event.SUBSCRIBE);
            for (String name : List.of("old", "older", "new")) {
                watchers.passes(1);
                watchers.add(name, "sip:" + name + "@x.net", Status.ACTIVE, Event.APPROVED);
            }

            assertEquals(List.of("sip:pending@x.net pending subscribe", "sip:waiting@x.net waiting timeout", "sip:new@x.net active approved"), named());
        }

        @Test
        void putsNobodyOutAsTerminated() {
            IntStream.range(0, 3).forEach(i -> {
                watchers.passes(1);
                watchers.add("w" + i, "sip:w" + i + "@x.net", Status.ACTIVE, Event.APPROVED);
            });
            EventState before = SampleWatcherInfo.watcherInfo(3).state(watchers);
            watchers.passes(1);
            watchers.add("new", "sip:new@x.net", Status.ACTIVE, Event.APPROVED);

            Content content = since(before, SampleWatcherInfo.watcherInfo(3).state(watchers), 1);

            assertTrue(content.full());
            assertEquals(List.of("sip:new@x.net active approved", "sip:w2@x.net active approved", "sip:w1@x.net active approved"), told(content));
        }

        @Test
        void lets250WatchersWithLongNamesFitIntoADatagram() {
            for (int i = 0; i < 400; i++) {
                watchers.addNamed("w" + i, "\"" + "N".repeat(30) + "\" <sip:x@x.net>", "sip:" + "w".repeat(40) + i + "@" + "d".repeat(20) + ".net", Status.PENDING, Event.SUBSCRIBE);
            }

            byte[] body = state().body(WatcherInfoPackage.FORMAT);

            assertEquals(250, WatcherInfoTable.read(body).rows().size());
            assertTrue(body.length < 64_000, "bytes: " + body.length);
        }
    }

    @Nested
    class AWatcher {

        @Test
        void isToldByTheBeginningOfANameThatWouldFillTheDocument() {
            watchers.addNamed("a", "\"" + "\ud83d\ude00".repeat(20_000) + "\" <sip:a@b>", "sip:a@b", Status.PENDING, Event.SUBSCRIBE);

            assertEquals("\ud83d\ude00".repeat(100), full(state()).rows().get(0).displayName().orElseThrow());
        }

        @Test
        void whoWantsToBeAnonymousIsToldByNeitherAddressNorAliasNorName() {
            watchers.addAnonymous("a", "\"Alice\" <sip:alice@home1.net>", "sip:alice@home1.net", "tel:+14085264000");

            String body = new String(state().body(WatcherInfoPackage.FORMAT), UTF_8);

            assertEquals(List.of("sip:anonymous@anonymous.invalid pending subscribe"), told(full(state())));
            assertEquals(Optional.empty(), full(state()).rows().get(0).displayName());
            assertFalse(body.toLowerCase().contains("alice") || body.contains("14085264000"), body);
        }

        @Test
        void nobodyKnowsIsAnonymous() {
            watchers.addAnonymous("a", "<sip:mallory@x.net>", SubscribeRequest.ANONYMOUS, "");

            assertEquals(List.of("sip:anonymous@anonymous.invalid pending subscribe"), told(full(state())));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                <sip:a@b>                          | ``
                sip:a@b                            | ``
                "" <sip:a@b>                       | ``
                "Alice" <sip:a@b>                  | Alice
                Alice <sip:a@b>                    | Alice
                "say \\"hi\\" \\\\ bye" <sip:a@b>  | say "hi" \\ bye
                "a < b > & ' c" <sip:a@b>          | a < b > & ' c
                "Grüße 😀" <sip:a@b>               | Grüße 😀
                """)
        void isToldByTheNameInItsFrom(String party, String name) {
            watchers.addNamed("a", party, "sip:a@b", Status.PENDING, Event.SUBSCRIBE);

            assertEquals(name, full(state()).rows().get(0).displayName().orElse(""));
        }

        @Test
        void cannotWriteIntoTheDocument() {
            String markup = "\"/><watcher id='x' status='active' event='approved'>sip:mallory@x.net</watcher>]]>&#0;";
            watchers.addNamed("a", "\"" + markup.replace("\"", "\\\"") + "\" <sip:a@b>", "sip:a'&b@x.net", Status.PENDING, Event.SUBSCRIBE);

            Content content = full(state());

            assertEquals(1, content.rows().size());
            assertEquals(Optional.of(markup), content.rows().get(0).displayName());
            assertEquals("sip:a'&b@x.net", content.rows().get(0).uri());
        }

        @Test
        void whoseNameHasWhatNoDocumentMayHaveGetsAReplacement() {
            watchers.addNamed("a", "\"a\u0000b\u001fc\ufffed\ud800e\tf\" <sip:a@b>", "sip:a@b", Status.PENDING, Event.SUBSCRIBE);

            assertEquals(Optional.of("a\ufffdb\ufffdc\ufffdd\ufffde\tf"), full(state()).rows().get(0).displayName());
        }

        @Test
        void hasAnIdThatIsATokenAndDoesNotNameItsDialog() {
            watchers.add("call-1@192.0.2.7", "sip:a@b", Status.PENDING, Event.SUBSCRIBE);
            watchers.add("call-2@192.0.2.7", "sip:a@b", Status.PENDING, Event.SUBSCRIBE);

            List<String> ids = full(state()).rows().stream().map(Row::id).toList();

            assertEquals(2, new ArrayList<>(ids).stream().distinct().count());
            assertTrue(ids.stream().allMatch(id -> id.matches("[A-Za-z0-9_-]{22}")), ids::toString);
        }
    }
}
