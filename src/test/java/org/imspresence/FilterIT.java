package org.imspresence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.imspresence.testbed.SampleFilters.body;
import static org.imspresence.testbed.SampleFilters.including;
import static org.imspresence.testbed.SampleFilters.what;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.PartialCopy;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.SampleFilters;
import org.imspresence.testbed.SampleRules;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.imspresence.testbed.Xcap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Watchers say what they want to be told, and when: RFC 4660, RFC 4661, with their examples, on the running server. */
class FilterIT extends ServerScene {

    private static final String EXAMPLE = "sip:presentity@example.com";
    private static final String IM = "<tuple id=\"432sd\"><status><basic>%s</basic></status><rpid:class>IM</rpid:class><contact>im:presentity@example.com</contact></tuple>";
    private static final String VOICE = "<tuple id=\"thr76jk\"><status><basic>%s</basic></status><rpid:class>voice</rpid:class><contact>tel:2224055555@example.com</contact></tuple>";
    private static final String START = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<filter-set xmlns=\"urn:ietf:params:xml:ns:simple-filter\">\n";
    private static final String BINDINGS = "<ns-bindings>\n<ns-binding prefix=\"pidf\" urn=\"urn:ietf:params:xml:ns:pidf\"/>\n<ns-binding prefix=\"rpid\"\n urn=\"urn:ietf:params:xml:ns:pidf:rpid\"/>\n</ns-bindings>\n";
    private static final String BASIC = "//pidf:tuple/pidf:status/pidf:basic";
    private static final String NOTE = "<note>%s</note>";

    @BeforeAll
    static void start() {
        server = ServerProcess.start(ServerProcess.options().set("notify.pacing", "0").set("subscription.filters", "3"));
    }

    private final Publisher publisher = publisher();

    private String pidf(String content) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<presence xmlns=\"urn:ietf:params:xml:ns:pidf\"\n xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\"\n entity=\"" + presentity + "\">" + content + "</presence>";
    }

    private void publish(String content) {
        assertEquals(200, publisher.publish(pidf(content), 600).status());
    }

    private SipMessage subscribe(WatcherUe watcher, String filters, int expires) {
        return watcher.exchange(watcher.request(expires).withBody(SampleFilters.TYPE, filters.replace(EXAMPLE, presentity).getBytes(UTF_8)));
    }

    private WatcherUe filtered(WatcherUe.Builder description, String filters) {
        WatcherUe watcher = opened(description.open());
        assertEquals(200, subscribe(watcher, filters, 600).status());
        watcher.awaitNotify(1, PATIENCE);
        return watcher;
    }

    private WatcherUe filtered(String filters) {
        return filtered(described(), filters);
    }

    /** The example's filter, as the RFCs write it. */
    private static String example(String content) {
        return START + BINDINGS + "<filter id=\"123\" uri=\"" + EXAMPLE + "\">\n" + content + "</filter>\n</filter-set>";
    }

    private void assertTold(WatcherUe watcher, int number, String content) {
        SipMessage notify = watcher.awaitNotify(number, PATIENCE);
        assertEquals(CanonicalXml.of(pidf(content).getBytes(UTF_8)), CanonicalXml.of(notify.body()));
    }

    // ---- RFC 4660 s7 -----------------------------------------------------------------------------------------------------------------------

    @Test
    void example4660s7_1_1TellsOfTheMessagingTuple() {
        publish(IM.formatted("closed") + VOICE.formatted("open"));
        String condition = "//pidf:tuple[rpid:class=\"IM\" or rpid:class=\"SMS\"\n or rpid:class=\"MMS\"]";

        WatcherUe watcher = filtered(example("<what><include type=\"xpath\">\n" + condition + "/pidf:status/pidf:basic\n</include><include type=\"xpath\">\n" + condition + "/rpid:class\n</include>"
                + "<include type=\"xpath\">\n" + condition + "/pidf:contact\n</include></what>"));

        assertTold(watcher, 1, IM.formatted("closed"));
        publish(IM.formatted("closed") + VOICE.formatted("closed"));
        publish(IM.formatted("open") + VOICE.formatted("closed"));
        assertTold(watcher, 2, IM.formatted("open"));
    }

    @Test
    void example4660s7_1_2TellsOfTheOpenTuple() {
        publish(IM.formatted("closed") + VOICE.formatted("open"));

        WatcherUe watcher = filtered(example("<what><include type=\"xpath\">\n//pidf:tuple/pidf:status[pidf:basic=\"open\"]/pidf:basic\n</include><include type=\"xpath\">\n"
                + "//pidf:tuple[pidf:status/pidf:basic=\"open\"]/rpid:class\n</include><include type=\"xpath\">\n//pidf:tuple[pidf:status/pidf:basic=\"open\"]/pidf:contact\n</include></what>"));

        assertTold(watcher, 1, VOICE.formatted("open"));
    }

    /** The NOTIFY that the example prints has the two statuses the other way round. */
    @Test
    void example4660s7_1_3TellsWhenAStatusBecomesOpen() {
        publish(IM.formatted("closed") + VOICE.formatted("open"));

        WatcherUe watcher = filtered(example("<trigger>\n<changed from=\"closed\" to=\"open\">\n/pidf:presence/pidf:tuple/pidf:status/pidf:basic\n</changed>\n</trigger>"));

        assertTold(watcher, 1, IM.formatted("closed") + VOICE.formatted("open"));
        publish(IM.formatted("closed") + VOICE.formatted("closed"));
        publish(IM.formatted("open") + VOICE.formatted("closed"));
        assertTold(watcher, 2, IM.formatted("open") + VOICE.formatted("closed"));
        assertEquals(2, watcher.notifies().size());
    }

    /** RFC 4660 s5.2: the package has no filters, so the type is not understood there; the example of RFC 4661 s6.3, the last one here, is for it, too. */
    @ParameterizedTest
    @ValueSource(strings = {"/wi:watcherinfo/wi:watcher-list[@package=\"presence\"]/\n wi:watcher[@status=\"active\"]", "/wi:watcherinfo/wi:watcher-list[@package=\"presence\"]/\n wi:watcher[@duration-subscribed>500]",
        "/wi:watcherinfo/wi:watcher-list[@package=\"presence\"]/\n wi:watcher[@status=\"terminated\" and @event=\"rejected\"]", "/wi:watcherinfo/wi:watcher-list/wi:watcher[@status=\"pending\"\n or @status=\"waiting\"]"})
    void examplesOfWatcherInformationAreForAPackageWithoutFilters(String selector) {
        WatcherUe itself = opened(described().watcher(presentity).event("presence.winfo").accept("application/watcherinfo+xml").open());
        String filters = START + "<ns-bindings>\n<ns-binding prefix=\"wi\"\n urn=\"urn:ietf:params:xml:ns:watcherinfo\"/>\n</ns-bindings>\n<filter id=\"123\" uri=\"" + EXAMPLE + "\"><what><include>\n" + selector
                + "\n</include></what></filter></filter-set>";

        SipMessage refused = subscribe(itself, filters, 600);

        assertEquals(415, refused.status());
        assertEquals(List.of(), refused.values("Accept").stream().filter(type -> !type.isBlank()).toList());
        assertEquals(200, itself.subscribe(600).status());
    }

    // ---- RFC 4661 s6 -----------------------------------------------------------------------------------------------------------------------

    @Test
    void example4661s6_1TellsTheStatusOfMessagingTuples() {
        publish(IM.formatted("open") + VOICE.formatted("open"));

        WatcherUe watcher = filtered(example("<what>\n<include type=\"xpath\">\n/pidf:presence/pidf:tuple[rpid:class=\"IM\" or rpid:class=\"SMS\"\n or rpid:class=\"MMS\"]/pidf:status/pidf:basic\n</include>\n</what>"));

        assertTold(watcher, 1, "<tuple id=\"432sd\"><status><basic>open</basic></status></tuple>");
    }

    /** The example writes its values in capitals, which no status has. */
    @Test
    void example4661s6_2TellsWhenAStatusBecomesOpen() {
        String trigger = "<trigger>\n<changed from=\"CLOSED\" to=\"OPEN\">\n/pidf:presence/pidf:tuple/pidf:status/pidf:basic\n</changed>\n</trigger>";
        publish(IM.formatted("closed"));
        WatcherUe literal = filtered(example(trigger));
        WatcherUe meant = filtered(example(trigger.replace("CLOSED", "closed").replace("OPEN", "open")));

        publish(IM.formatted("open"));

        assertTold(meant, 2, IM.formatted("open"));
        assertEquals(1, literal.notifies().size());
    }

    @Test
    void example4661s6_4TellsTheElementsOfPidf() {
        String filter = START + "<filter id=\"123\" uri=\"sip:buddylist@example.com\"><what><include type=\"namespace\">\nurn:ietf:params:xml:ns:pidf\n</include></what></filter></filter-set>";
        publish(IM.formatted("open"));

        assertTold(filtered(filter), 1, IM.formatted("open"));
        assertTold(filtered(filter.replace("sip:buddylist@example.com", EXAMPLE)), 1, IM.formatted("open").replaceFirst("<rpid:class>.*</rpid:class>", ""));
    }

    /** The example leaves one of its prefixes without a namespace. */
    @Test
    void example4661s6_5TellsOfTheGame() {
        String filter = START + "<ns-bindings>\n<ns-binding prefix=\"game-ext\"\n urn=\"urn:ietf:params:xml:ns:game-ext\"/>\n</ns-bindings>\n<filter id=\"123\"><what><include>\n/pidf:presence/pidf:tuple/\n"
                + " pidf:status[game-ext:label=\"game-X\"]\n</include></what></filter></filter-set>";
        String game = "<tuple id=\"g\"><status><basic>open</basic><g:label xmlns:g=\"urn:ietf:params:xml:ns:game-ext\">game-X</g:label></status></tuple>";
        publish(game + IM.formatted("open"));

        SipMessage refused = subscribe(watcher(), filter, 600);
        assertEquals(488, refused.status());
        assertTrue(refused.startLine().contains("no ns-binding for the prefix pidf"), refused::startLine);
        assertTold(filtered(filter.replace("<ns-bindings>", "<ns-bindings><ns-binding prefix=\"pidf\" urn=\"urn:ietf:params:xml:ns:pidf\"/>")), 1, game);
    }

    @Test
    void example4661s6_6HasAFilterForBobAndOneForTheList() {
        String filters = START + BINDINGS + "<filter id=\"8439\" uri=\"sip:buddies@example.com\"><what><include>\n/pidf:presence/pidf:tuple[rpid:class=\"service\"]/pidf:status/\n pidf:basic\n</include></what></filter>\n"
                + "<filter id=\"999\" uri=\"sip:bob@example.com\"><what><include type=\"namespace\">\nurn:ietf:params:xml:ns:pidf\n</include>\n<exclude>\n/pidf:presence/pidf:tuple/pidf:note\n</exclude></what></filter></filter-set>";
        String bob = "<tuple id=\"b\"><status><basic>open</basic></status>%s</tuple>";
        publish(bob.formatted("<rpid:class>service</rpid:class><note>in</note>"));

        assertTold(filtered(filters.replace("sip:bob@example.com", presentity)), 1, bob.formatted(""));
        assertTold(filtered(filters), 1, bob.formatted("<rpid:class>service</rpid:class><note>in</note>"));
    }

    // ---- RFC 4660 s5 -----------------------------------------------------------------------------------------------------------------------

    @Test
    void whatIsMandatoryStaysWhetherItIsAskedForOrNot() {
        publish(IM.formatted("open") + NOTE.formatted("n"));

        assertTold(filtered(including("//pidf:contact")), 1, "<tuple id=\"432sd\"><status/><contact>im:presentity@example.com</contact></tuple>");
        assertTold(filtered(body("<filter id='1'><what><exclude>//pidf:status</exclude><exclude>//@id</exclude><exclude>//@entity</exclude></what></filter>")), 1, IM.formatted("open") + NOTE.formatted("n"));
    }

    @Test
    void whereNothingIsLeftTheDocumentIsEmpty() {
        publish(IM.formatted("open"));

        assertTold(filtered(including("//pidf:note")), 1, "");
    }

    @Test
    void aFilterForTheDomainHoldsUnlessThereIsOneForThePresentity() {
        String domain = "<filter id='d' domain='example.com'>" + what("//pidf:note") + "</filter>";
        String elsewhere = "<filter id='e' domain='elsewhere.example'>" + what("//pidf:nothing") + "</filter>";
        publish(IM.formatted("open") + NOTE.formatted("n"));

        assertTold(filtered(body(domain, elsewhere)), 1, NOTE.formatted("n"));
        assertTold(filtered(body(domain, "<filter id='p'>" + what(BASIC) + "</filter>")), 1, "<tuple id=\"432sd\"><status><basic>open</basic></status></tuple>");
        assertTold(filtered(body(elsewhere)), 1, IM.formatted("open") + NOTE.formatted("n"));
    }

    @Test
    void aFilterStaysUntilARefreshChangesTurnsOffOrRemovesIt() {
        publish(IM.formatted("open") + NOTE.formatted("n"));
        WatcherUe watcher = filtered(including("//pidf:note"));

        assertEquals(200, watcher.subscribe(600).status());
        assertTold(watcher, 2, NOTE.formatted("n"));
        assertEquals(200, subscribe(watcher, including("//pidf:tuple"), 600).status());
        assertTold(watcher, 3, IM.formatted("open"));
        assertEquals(200, subscribe(watcher, body("<filter id='1' enabled='false'/>"), 600).status());
        assertTold(watcher, 4, IM.formatted("open") + NOTE.formatted("n"));
        assertEquals(200, subscribe(watcher, body("<filter id='1' enabled='true'/>"), 600).status());
        assertTold(watcher, 5, IM.formatted("open"));
        assertEquals(200, subscribe(watcher, body("<filter id='1' remove='true'/>"), 600).status());
        assertTold(watcher, 6, IM.formatted("open") + NOTE.formatted("n"));
    }

    @Test
    void twoFiltersForOneAreRefusedAndTheOneThatIsThereStays() {
        publish(IM.formatted("open") + NOTE.formatted("n"));
        String first = "<filter id='1'>" + what("//pidf:note") + "</filter>";
        assertEquals(488, subscribe(watcher(), body(first, first.replace("'1'", "'2'")), 600).status());
        WatcherUe watcher = filtered(body(first));

        SipMessage refused = subscribe(watcher, body("<filter id='2'>" + what("//pidf:tuple") + "</filter>"), 600);

        assertEquals(488, refused.status());
        assertTrue(refused.startLine().endsWith("filters 1 and 2 are both for " + presentity), refused::startLine);
        publish(IM.formatted("closed") + NOTE.formatted("n"));
        publish(IM.formatted("closed") + NOTE.formatted("m"));
        assertTold(watcher, 2, NOTE.formatted("m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'>",
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'/>",
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-winfo-filter'><filter id='1'><what/></filter></filter-set>",
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter' package='presence.winfo'><filter id='1'><what/></filter></filter-set>",
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><filter><what/></filter></filter-set>",
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><filter id='1'><what><include>//*[position()=1]</include></what></filter></filter-set>",
        "<filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><filter id='1'><trigger><changed by='2' from='x'>//*</changed></trigger></filter></filter-set>",
        "<!DOCTYPE x><filter-set xmlns='urn:ietf:params:xml:ns:simple-filter'><filter id='1'><what/></filter></filter-set>"})
    void whatIsNotAlignedWithTheSchemaOrNotUnderstoodIsRefusedWithAReason(String filters) {
        WatcherUe watcher = watcher();

        SipMessage refused = subscribe(watcher, filters, 600);

        assertEquals(488, refused.status());
        assertFalse(refused.startLine().endsWith("488 "), refused::startLine);
        assertEquals(200, subscribe(watcher, including(BASIC), 600).status());
    }

    @ParameterizedTest
    @CsvSource({"text/plain, identity, '', 415", "multipart/mixed;boundary=b, identity, '', 415", "application/simple-filter+xml, gzip, '', 415", "text/plain, identity, render;handling=optional, 200",
        "application/simple-filter+xml, gzip, render; handling = optional, 200", "Application/Simple-Filter+XML;charset=utf-8, identity, '', 200"})
    void anotherBodyIsRefusedWithWhatWouldDoUnlessItIsOptional(String type, String encoding, String disposition, int status) {
        WatcherUe watcher = watcher();
        SipMessage subscribe = watcher.request(600).withBody(type, including(BASIC).getBytes(UTF_8)).with("Content-Encoding", encoding);

        SipMessage answer = watcher.exchange(disposition.isEmpty() ? subscribe : subscribe.with("Content-Disposition", disposition));

        assertEquals(status, answer.status());
        if (status == 415) {
            assertEquals(List.of(SampleFilters.TYPE), answer.values("Accept"));
            assertEquals(List.of("identity"), answer.values("Accept-Encoding"));
        }
    }

    @Test
    void aFetchIsAnsweredWithWhatItAsksFor() {
        publish(IM.formatted("open") + NOTE.formatted("n"));
        WatcherUe watcher = watcher();

        assertEquals(200, subscribe(watcher, including("//pidf:note"), 0).status());

        assertTold(watcher, 1, NOTE.formatted("n"));
        assertEquals("terminated;reason=timeout", watcher.awaitNotify(1, PATIENCE).required("Subscription-State"));
    }

    @Test
    void whatRulesWithholdNoFilterShowsAndNoTriggerTells() {
        new Xcap(server, presentity).putRules(SampleRules.document(SampleRules.allowServicesOnly("a"), SampleRules.politeBlock("b")));
        String filter = body("<filter id='1'><trigger><changed>//pidf:basic</changed></trigger><trigger><changed>//rpid:mood</changed></trigger></filter>");
        publisher.publish(new String(SampleRules.pidf(presentity, "happy", "work"), UTF_8), 600);
        WatcherUe services = filtered(described().watcher("sip:a@home1.net"), including("//rpid:mood"));
        WatcherUe triggered = filtered(described().watcher("sip:a@home1.net"), filter);
        WatcherUe hidden = filtered(described().watcher("sip:b@home1.net"), filter);

        publisher.publish(new String(SampleRules.pidf(presentity, "sad", "work"), UTF_8), 600);
        publisher.publish(new String(SampleRules.pidf(presentity, "sad", "work"), UTF_8).replace(">open<", ">closed<"), 600);

        assertTrue(triggered.awaitNotify(2, PATIENCE).bodyText().contains("closed"));
        assertEquals(2, triggered.notifies().size());
        assertFalse(services.awaitNotify(1, PATIENCE).bodyText().contains("mood"));
        assertEquals(1, services.notifies().size());
        assertEquals(1, hidden.notifies().size());
        assertFalse(hidden.awaitNotify(1, PATIENCE).bodyText().contains("tuple"));
    }

    /** RFC 5263 s4.3: the filter comes before the difference. */
    @Test
    void partialNotificationTellsOfChangesThatTheFilterLetsThrough() {
        publish(IM.formatted("open") + VOICE.formatted("open") + NOTE.formatted("a"));
        WatcherUe watcher = filtered(described().accept("application/pidf-diff+xml"), body("<filter id='1'><what><exclude>/*/pidf:note</exclude></what></filter>"));

        publish(IM.formatted("open") + VOICE.formatted("open") + NOTE.formatted("b"));
        publish(IM.formatted("open") + VOICE.formatted("closed") + NOTE.formatted("c"));

        PartialCopy copy = new PartialCopy(new HardenedXml(XmlLimits.DEFAULT));
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(watcher.awaitNotify(1, PATIENCE).body()));
        SipMessage second = watcher.awaitNotify(2, PATIENCE);
        assertTrue(second.bodyText().contains("pidf-diff"), second::bodyText);
        assertEquals(PartialCopy.Verdict.TAKEN, copy.take(second.body()));
        assertEquals(CanonicalXml.of(pidf(IM.formatted("open") + VOICE.formatted("closed")).getBytes(UTF_8)), CanonicalXml.of(copy.presence()));
    }

    /** RFC 4660 s8. */
    @Test
    void moreThanFortySelectorsAndMoreDifferentFiltersThanAreSetAreRefused() {
        String[] selectors = new String[41];
        for (int i = 0; i < selectors.length; i++) {
            selectors[i] = "//pidf:note" + i;
        }
        assertEquals(488, subscribe(watcher(), including(selectors), 600).status());
        List.of("//pidf:a", "//pidf:b", "//pidf:c", "//pidf:a").forEach(selector -> filtered(including(selector)));

        assertEquals(488, subscribe(watcher(), including("//pidf:d"), 600).status());
        subscribed();
    }
}
