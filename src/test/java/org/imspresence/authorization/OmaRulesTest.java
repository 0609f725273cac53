package org.imspresence.authorization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.authorization.Rules.BOB;
import static org.imspresence.authorization.Rules.NOBODY;
import static org.imspresence.authorization.Rules.PLAIN;
import static org.imspresence.authorization.Rules.admits;
import static org.imspresence.authorization.Rules.document;
import static org.imspresence.authorization.Rules.known;
import static org.imspresence.authorization.Rules.policy;
import static org.imspresence.authorization.Rules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The conditions that OMA's common policy (namespace {@code urn:oma:xml:xdm:common-policy}) adds. */
class OmaRulesTest {

    private static final String ROOT = "http://xcap.home1.net/root/";
    private static final String INDEX = "resource-lists/users/sip:someone@example.com/index";

    private static ListDocument lists(String path, String content) {
        return new ListDocument(path, ("<resource-lists xmlns='urn:ietf:params:xml:ns:resource-lists'>" + content + "</resource-lists>").getBytes(UTF_8));
    }

    private static String entry(String uri) {
        return "<entry uri='" + uri + "'/>";
    }

    /** Allows who is on a list. */
    private static Policy onList(String anchor, ListDocument... lists) {
        return Policy.of(List.of(document("index", rule("a", "<ocp:external-list><ocp:entry anc='" + anchor + "'/></ocp:external-list>", "allow", ""))), List.of(lists), SubHandling.CONFIRM);
    }

    @Nested
    class OtherIdentityAndAnonymousRequest {

        private final Policy policy = policy(
                rule("own", "<cr:identity><cr:one id='sip:someone@example.com'/></cr:identity>", "allow", ""),
                rule("anonymous", "<ocp:anonymous-request/>", "block", ""),
                rule("unlisted", "<ocp:other-identity/>", "confirm", ""),
                rule("blocked", "<cr:identity><cr:many domain='evil.example'/></cr:identity>", "polite-block", ""));

        @ParameterizedTest
        @CsvSource({"sip:someone@example.com, allow, own", "sip:bob@example.com, confirm, unlisted", "sip:bob@evil.example, polite-block, blocked"})
        void otherIsWhomNoRuleNames(String watcher, String handling, String rule) {
            assertEquals(handling + " rule " + rule + " of index", summary(policy, known(watcher)));
        }

        @Test
        void whoDoesNotSayWhoItIsIsAnAnonymousRequest() {
            assertEquals("block rule anonymous of index", summary(policy, NOBODY));
            assertEquals("allow rules anonymous, own of index", summary(policy, new Requester(List.of("sip:someone@example.com"), true)));
            assertEquals("block rule anonymous of index", summary(policy, new Requester(List.of(), false)));
        }

        @Test
        void whoIsShutOutIsNotLetInForHidingWhoItIs() {
            Policy allButEve = policy(rule("eve", "<cr:identity><cr:one id='sip:eve@example.com'/></cr:identity>", "block", ""), rule("rest", "<ocp:other-identity/>", "allow", ""));

            assertFalse(admits(allButEve, known("sip:eve@example.com")));
            assertFalse(admits(allButEve, new Requester(List.of("sip:eve@example.com"), true)));
            assertFalse(admits(allButEve, NOBODY));
            assertTrue(admits(allButEve, BOB));
        }

        @Test
        void aRuleNamesItsWatcherEvenWhileItDoesNotHold() {
            Policy atWork = policy(rule("work", "<cr:identity><cr:one id='sip:bob@example.com'/></cr:identity><cr:sphere value='work'/>", "allow", ""),
                    rule("unlisted", "<ocp:other-identity/>", "polite-block", ""));

            assertEquals("confirm no rule, so confirm by default", summary(atWork, BOB));
        }

        @Test
        void rulesOfAllDocumentsNameTheirWatchers() {
            Policy two = policy(List.of(document("one", rule("a", "<ocp:other-identity/>", "allow", "")),
                    document("two", rule("b", "<cr:identity><cr:one id='sip:bob@example.com'/></cr:identity>", "block", ""))));

            assertFalse(admits(two, BOB));
            assertTrue(admits(two, known("sip:alice@example.com")));
        }

        private static String summary(Policy policy, Requester watcher) {
            Decision decision = policy.decide(watcher, PLAIN);
            return decision.handling() + " " + decision.reason();
        }
    }

    @Nested
    class ExternalList {

        private final ListDocument index = lists(INDEX, "<list name='friends'>" + entry("pres:bob@example.com") + "<list name='close &amp; old'>" + entry("tel:+1-201-555-0123")
                + "</list></list><list name='foes'>" + entry("sip:eve@example.com") + entry("not an address") + "</list>");

        @ParameterizedTest
        @CsvSource({
            ROOT + INDEX + "/~~/resource-lists/list%5B@name=%22friends%22%5D, true, true, false",
            ROOT + "resource-lists/users/sip%3Asomeone%40EXAMPLE.com/index/~~/resource-lists/list[@name=%22friends%22], true, true, false",
            "/" + INDEX + "/~~/resource-lists/list[@name=%27friends%27], true, true, false",
            INDEX + "/~~/resource-lists/list[1], true, true, false",
            INDEX + "/~~/rl:resource-lists/rl:list[2][@name=%22foes%22]?xmlns(rl=urn:ietf:params:xml:ns:resource-lists), false, false, true",
            INDEX + "/~~/*/list[@name=%22friends%22]/list[@name=%22close%20&amp;amp;%20old%22], false, true, false",
            INDEX + "/~~/resource-lists/list[@name=%22friends%22]/entry[@uri=%22pres:bob@example.com%22], true, false, false",
            INDEX + ", true, true, true"})
        void theWatcherIsOnTheListThatIsReferredTo(String anchor, boolean bob, boolean tel, boolean eve) {
            Policy policy = onList(anchor, index);

            assertEquals(bob, admits(policy, BOB));
            assertEquals(tel, admits(policy, known("tel:+12015550123")));
            assertEquals(eve, admits(policy, known("sip:eve@example.com")));
        }

        @ParameterizedTest
        @ValueSource(strings = {
            "", "%", "%zz", "/~~/", "sip:bob@example.com", ROOT + "resource-lists/users/sip:other@example.com/index", ROOT + "resource-lists/global/index",
            ROOT + "resource-lists/users/sip:someone@example.com", ROOT + "resource-lists/users/sip:someone@example.com/../sip:someone@example.com/index", ROOT + "pres-rules/users/sip:someone@example.com/index",
            ROOT + INDEX + "/~~/resource-lists/list[@name=%22nobody%22]", ROOT + INDEX + "/~~/resource-lists/list", ROOT + INDEX + "/~~/list[@name=%22friends%22]",
            ROOT + INDEX + "/~~/resource-lists/list[@name=%22friends%22]/@name", ROOT + INDEX + "/~~/resource-lists/list[last()]", ROOT + INDEX + "/~~/resource-lists//entry",
            ROOT + INDEX + "/~~/resource-lists/list[@name=%22friends%22", ROOT + INDEX + "/~~/resource-lists/list[0]", ROOT + INDEX + "/~~/resource-lists/list[@name=%22friends%22 or 1=1]"})
        void nobodyIsOnAListThatIsNotThere(String anchor) {
            assertFalse(admits(onList(anchor.replace("'", "&apos;"), index), BOB));
        }

        @Test
        void aWatcherThatHidesIsOnTheListOfItsIdentity() {
            assertTrue(admits(onList(INDEX, index), new Requester(List.of("sip:bob@example.com"), true)));
            assertFalse(admits(onList(INDEX, index), NOBODY));
        }

        @Test
        void oneOfSeveralEntriesIsEnough() {
            String condition = "<ocp:external-list><ocp:entry anc='nowhere'/><ocp:entry anc='" + INDEX + "'/></ocp:external-list>";
            Policy policy = Policy.of(List.of(document("index", rule("a", condition, "allow", ""))), List.of(index), SubHandling.CONFIRM);

            assertTrue(admits(policy, BOB));
            assertFalse(admits(policy, known("sip:stranger@example.com")));
        }

        @Test
        void listsReferToListsOfTheSamePresentityInCirclesEven() {
            ListDocument one = lists(INDEX, "<list name='a'><external anchor='" + ROOT + "resource-lists/users/sip:someone@example.com/more/~~/resource-lists/list%5B@name=%22b%22%5D'/></list>");
            ListDocument other = lists("resource-lists/users/sip:someone@example.com/more", "<list name='b'><external anchor='" + ROOT + INDEX + "'/>"
                    + "<entry-ref ref='resource-lists/users/sip:someone@example.com/more/~~/resource-lists/list%5B@name=%22c%22%5D/entry%5B1%5D'/></list><list name='c'>"
                    + entry("sip:bob@example.com") + entry("sip:eve@example.com") + "</list>");
            Policy policy = onList(INDEX + "/~~/resource-lists/list[@name=%22a%22]", one, other);

            assertTrue(admits(policy, BOB));
            assertFalse(admits(policy, known("sip:eve@example.com")));
        }

        @Test
        void whileAListCannotBeReadNobodyIsKnownToBeAnother() {
            List<RuleDocument> rules = List.of(document("index", rule("foes", "<ocp:external-list><ocp:entry anc='" + INDEX + "'/></ocp:external-list>", "block", ""),
                    rule("others", "<ocp:other-identity/>", "allow", "")));

            assertFalse(admits(Policy.of(rules, List.of(new ListDocument(INDEX, new byte[] {'<'})), SubHandling.CONFIRM), BOB));
            assertTrue(admits(Policy.of(rules, List.of(), SubHandling.CONFIRM), BOB));
            assertTrue(admits(Policy.of(rules, List.of(lists(INDEX, entry("sip:eve@example.com"))), SubHandling.CONFIRM), BOB));
            assertFalse(admits(Policy.of(rules, List.of(lists(INDEX, entry("sip:bob@example.com"))), SubHandling.CONFIRM), BOB));
        }

        @Test
        void listsThatReferToEachOtherTooOftenCostNoMoreThanTheLimit() {
            String many = IntStream.range(0, 4000).mapToObj(i -> "<external anchor='" + INDEX + "/~~/resource-lists/list[@name=%22" + i + "%22]'/>").collect(Collectors.joining());
            String named = IntStream.range(0, 4000).mapToObj(i -> "<list name='" + i + "'>" + entry("sip:u" + i + "@example.com") + "</list>").collect(Collectors.joining());

            assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertFalse(admits(onList(INDEX, lists(INDEX, named + "<list name='x'>" + many + "</list>")), known("sip:bob@example.com"))));
        }

        @Test
        void aLongSelectorIsReadLikeAnyOther() {
            String steps = Arrays.stream(new String[3000]).map(none -> "/list[1][@name=%22" + "n".repeat(50) + "%22]").collect(Collectors.joining());

            assertFalse(admits(onList(INDEX + "/~~/resource-lists" + steps, index), BOB));
            assertFalse(admits(onList(INDEX + "/~~/" + "[".repeat(100_000), index), BOB));
        }
    }
}
