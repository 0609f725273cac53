package org.imspresence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.imspresence.testbed.Publisher;
import org.imspresence.testbed.RestcommOnly;
import org.imspresence.testbed.ServerProcess;
import org.imspresence.testbed.ServerScene;
import org.imspresence.testbed.SipMessage;
import org.imspresence.testbed.WatcherUe;
import org.imspresence.testbed.browser.Browser;
import org.imspresence.testbed.browser.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The console in a browser: the real page, of the real server, with user agents that speak SIP to it. What is seen is kept in {@code target/console}. */
@RestcommOnly("the other container shows no messages")
class ConsoleIT extends ServerScene {

    private static final String RICH = "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' entity='%s'>"
            + "<tuple id='phone'><status><basic>open</basic></status><dm:deviceID>urn:uuid:48662e19</dm:deviceID><r:relationship><r:assistant/></r:relationship>"
            + "<contact priority='0.8'>sip:desk@home2.net</contact><note xml:lang='en'>at my desk</note></tuple>"
            + "<dm:person id='me'><r:activities><r:meeting/></r:activities><r:mood><r:happy/></r:mood><dm:note>%s</dm:note></dm:person>"
            + "<dm:device id='laptop'><dm:deviceID>urn:uuid:48662e19</dm:deviceID></dm:device></presence>";

    private static Optional<Browser> browser;

    private Page page;

    @BeforeAll
    static void start() {
        browser = Browser.startIfInstalled();
        assumeTrue(browser.isPresent(), "Chromium is not installed");
        server = ServerProcess.start(ServerProcess.options());
    }

    @AfterAll
    static void stopBrowser() {
        browser.ifPresent(Browser::close);
    }

    @BeforeEach
    void openPage() {
        page = opened(browser.orElseThrow().page()).size(1200, 900);
    }

    /** Nobody else is asked, and nothing is refused by the policy of the page or thrown by its scripts. */
    @AfterEach
    void thePageKeepsToItself() {
        assertEquals(List.of(), page.requests().stream().filter(address -> !address.startsWith(server.http().toString())).toList());
        assertEquals(List.of(), page.complaints());
    }

    // ---- What the tests do ---------------------------------------------------------------------------------------------------------------

    private void open(String view) {
        page.open(server.http().resolve("#" + view));
        page.await("document.querySelector('h2')", PATIENCE);
    }

    private String ofPresentity() {
        return "/presentities/" + URLEncoder.encode(presentity, StandardCharsets.UTF_8);
    }

    private void picture(String name) {
        page.picture(Path.of("target", "console", name + ".png"));
    }

    private String rich(String note) {
        return RICH.formatted(presentity, note);
    }

    /** As the IMS would bring it, by the proxies of two networks; the first is the watcher's own socket. */
    private WatcherUe routed() {
        WatcherUe watcher = opened(described().watcher("sip:user1_public1@home1.net").open());
        SipMessage ok = watcher.exchange(watcher.request(600).with("Record-Route", List.of(
                "<sip:" + watcher.endpoint().hostPort() + ";lr>", "<sip:scscf2.home2.net;lr>", "<sip:scscf1.home1.net;lr>", "<sip:pcscf1.home1.net;lr>")));
        assertEquals(200, ok.status());
        watcher.awaitNotify(1, PATIENCE);
        return watcher;
    }

    private void awaitRows(String what, int count) {
        page.await("[...document.querySelectorAll('.rows .what b')].filter(row => row.textContent.startsWith(" + Page.quoted(what) + ")).length >= " + count, PATIENCE);
    }

    // ---- Tests ---------------------------------------------------------------------------------------------------------------------------

    @Test
    void aSearchLeadsToAPresentityAndBack() {
        subscribed();
        open("/");
        page.awaitText(".nodes", "ready", PATIENCE);
        page.await("document.querySelector('.charts dd').textContent.endsWith('/s')", PATIENCE);
        picture("overview");

        page.click("input[name=contains]", PATIENCE);
        page.type(presentity.substring(4, 20));
        page.press("Enter");
        page.awaitText("main", "1 of 1 presentity", PATIENCE);
        page.click("td a", PATIENCE);
        page.awaitText("h2", presentity, PATIENCE);
        page.awaitText(".watchers", "sip:watcher@home1.net", PATIENCE);

        page.value("history.back()");
        page.awaitText("main", "1 of 1 presentity", PATIENCE);
    }

    @Test
    void aPresentityIsShownWithItsStateItsPublicationsItsWatchersAndTheWayToThem() {
        Publisher publisher = publisher();
        publisher.publish(rich("in a meeting until noon"), 600);
        routed();
        open(ofPresentity());

        page.awaitText(".cards", "in a meeting until noon", PATIENCE);
        for (String shown : List.of("open", "meeting", "happy", "assistant", "at my desk", "sip:desk@home2.net, priority 0.8")) {
            page.awaitText("main", shown, PATIENCE);
        }
        page.awaitText("tbody", publisher.entityTag().orElseThrow(), PATIENCE);
        page.awaitText(".watcher", "allow: no rule, so allow by default", PATIENCE);
        page.awaitText(".watcher", "CSeq 42", PATIENCE);
        page.awaitText(".watcher", "answered 200", PATIENCE);
        picture("presentity");

        assertEquals("AS, proxy, S-CSCF, S-CSCF, P-CSCF, UE", page.value("[...document.querySelectorAll('.hop b')].map(hop => hop.textContent).join(', ')"));
        assertEquals(true, page.value("[...document.querySelectorAll('.hop')].map(hop => hop.getBoundingClientRect().x).every((x, i, all) => i === 0 || x > all[i - 1])"));
        Object left = page.value("document.querySelector('tbody [data-until]').textContent");
        page.await("document.querySelector('tbody [data-until]').textContent !== " + Page.quoted((String) left), PATIENCE);
        page.click("section details summary", PATIENCE);
        page.awaitText("section details pre", "<basic>open</basic>", PATIENCE);
    }

    @Test
    void messagesAreDrawnAsTheyGo() {
        routed();
        open(ofPresentity());
        page.awaitText(".stream", "Live", PATIENCE);

        publisher().publish(rich("seen at once"), 600);

        awaitRows("PUBLISH", 1);
        awaitRows("NOTIFY", 1);
        awaitRows("200", 2);
        page.awaitText(".cards", "seen at once", PATIENCE);
        page.value("document.querySelector('.stage').scrollIntoView()");
        picture("ladder");
        page.value("document.querySelector('.rows button').focus()");
        page.press("Enter");
        page.awaitText(".rows pre", "PUBLISH " + presentity, PATIENCE);
        page.press("Escape");
        page.await("!document.querySelector('.rows pre') && document.activeElement.closest('.rows')", PATIENCE);

        page.click(".stage button[aria-pressed]", PATIENCE);
        publisher().publish(document("held"), 600);
        page.awaitText(".stage", "held)", PATIENCE);
        page.click(".stage button[aria-pressed]", PATIENCE);
        awaitRows("PUBLISH", 2);
    }

    @Test
    void aNewcomerPublishesAndSeesTheNotify() {
        open("/try/" + URLEncoder.encode(presentity, StandardCharsets.UTF_8));
        page.awaitText(".stream", "Live", PATIENCE);
        page.click("section:nth-child(2) button.main", PATIENCE);
        awaitRows("SUBSCRIBE", 1);
        awaitRows("NOTIFY active", 1);

        page.click("input[name=note]", PATIENCE);
        page.type("a <first> & small note");
        page.press("Enter");
        page.awaitText(".fields .done", "Published", PATIENCE);
        awaitRows("NOTIFY active", 2);
        page.awaitText(".plain", "2 NOTIFYs answered", PATIENCE);
        page.value("document.querySelector('select[name=activity]').value = 'meeting'");
        page.click(".fields button[type=submit]", PATIENCE);
        awaitRows("NOTIFY active", 3);
        awaitRows("200", 4);
        picture("try-it");

        page.click(".fields button[type=button]", PATIENCE);
        page.awaitText(".fields .done", "Removed", PATIENCE);
        page.click(".plain button", PATIENCE);
        awaitRows("NOTIFY terminated", 1);
        page.await("!document.querySelector('.plain button')", PATIENCE);
    }

    @Test
    void aSubscriptionIsEndedByWhoeverSaysSoTwice() {
        WatcherUe watcher = subscribed();
        open(ofPresentity());
        page.click(".watcher button", PATIENCE);
        page.awaitText("dialog", "End this subscription?", PATIENCE);
        page.press("Escape");
        page.await("!document.querySelector('dialog')", PATIENCE);
        assertEquals(1, watcher.notifies().size());

        page.click(".watcher button", PATIENCE);
        page.click("dialog input[value=rejected]", PATIENCE);
        page.click("dialog .danger", PATIENCE);

        SipMessage last = watcher.awaitNotify("the end", notify -> notify.required("Subscription-State").startsWith("terminated"), PATIENCE);
        assertEquals("terminated;reason=rejected", last.required("Subscription-State"));
        page.awaitText("main", "The subscription of sip:watcher@home1.net has ended: rejected.", PATIENCE);
        page.awaitText("main", "Nobody watches.", PATIENCE);
    }

    @Test
    void theKeyboardIsEnough() {
        subscribed();
        open("/");
        page.awaitText(".nodes", "ready", PATIENCE);
        page.press("Tab");
        assertEquals("Skip to content", page.value("document.activeElement.textContent"));
        assertNotEquals("none", page.value("getComputedStyle(document.activeElement).outlineStyle"));
        page.press("Enter");
        tabTo("input[name=contains]");
        page.type(presentity.substring(4, 20));
        page.press("Enter");
        page.awaitText("main", "1 of 1 presentity", PATIENCE);
        assertEquals("H2", page.value("document.activeElement.tagName"), "where the new view begins");
        tabTo("td a");
        page.press("Enter");
        page.awaitText(".watchers", "sip:watcher@home1.net", PATIENCE);
        tabTo(".watcher button");
        page.press(" ");
        page.await("document.querySelector('dialog').contains(document.activeElement)", PATIENCE);
        page.press("Escape");
        page.await("document.activeElement.matches('.watcher button')", PATIENCE);
    }

    /** Each stop on the way can be seen. */
    private void tabTo(String selector) {
        String arrived = "document.activeElement.matches(" + Page.quoted(selector) + ")";
        boolean there = IntStream.range(0, 20).anyMatch(i -> {
            page.press("Tab");
            assertNotEquals("none", page.value("getComputedStyle(document.activeElement).outlineStyle"), (String) page.value("document.activeElement.outerHTML"));
            return (Boolean) page.value(arrived);
        });
        assertTrue(there, selector + " is not reached; the focus is on " + page.value("document.activeElement.outerHTML"));
    }

    @Test
    void whatComesFromTheNetworkStaysText() {
        String hostile = "<img src=x onerror='document.title=1'><script>document.title=1</script>";
        publisher().publish(rich(hostile.replace("&", "&amp;").replace("<", "&lt;")), 600);
        WatcherUe watcher = opened(described().header("Subject", hostile).open());
        open(ofPresentity());
        page.awaitText(".cards", hostile, PATIENCE);
        page.awaitText(".stream", "Live", PATIENCE);
        assertEquals(200, watcher.subscribe(600).status());
        awaitRows("SUBSCRIBE", 1);
        page.awaitText(".watchers", "active", PATIENCE);
        page.click(".rows button", PATIENCE);
        page.awaitText(".rows pre", hostile, PATIENCE);
        assertEquals(1L, page.value("document.querySelectorAll('img, script:not([src$=\"console/main.js\"])').length"), "the icon alone");

        String address = "<img src=x onerror=document.title=1>";
        page.value("location.hash = '#/presentities/' + encodeURIComponent(" + Page.quoted(address) + ")");
        page.awaitText(".problem", "is no address", PATIENCE);
        assertEquals(address, page.text("h2"));
        page.value("location.hash = '#/presentities/%E0%A4%A'");
        page.awaitText("h2", "%E0%A4%A", PATIENCE);
        assertEquals(1L, page.value("document.querySelectorAll('img').length"));
    }

    @Test
    void coloursAndWidthAreTheReaders() {
        publisher().publish(rich("narrow and dark"), 600);
        routed();
        page.size(360, 740).prefers("prefers-color-scheme", "dark");
        open(ofPresentity());
        page.awaitText(".watchers", "S-CSCF", PATIENCE);
        Object dark = background();
        picture("narrow");
        assertEquals(360L, page.value("document.documentElement.scrollWidth"), "nothing is wider than the window");
        page.prefers("prefers-color-scheme", "light");
        assertNotEquals(dark, background());

        page.click("#theme", PATIENCE);
        page.click("#theme", PATIENCE);
        assertEquals("Colours: dark", page.text("#theme"));
        assertEquals(dark, background());
        open("/");
        assertEquals("Colours: dark", page.text("#theme"), "it is kept");
        page.awaitText(".nodes", "ready", PATIENCE);
        assertEquals(360L, page.value("document.documentElement.scrollWidth"));
    }

    private Object background() {
        return page.value("getComputedStyle(document.body).backgroundColor");
    }
}
