package org.imspresence.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

import org.imspresence.dialog.Notify;
import org.imspresence.document.PidfDiff;
import org.imspresence.document.PidfFormat;
import org.imspresence.filter.FilterException;
import org.imspresence.filter.FilterSet;
import org.imspresence.filter.Filters;
import org.imspresence.subscription.Rates;
import org.imspresence.testbed.CanonicalXml;
import org.imspresence.testbed.SampleFilters;

/** A correct watcher of presence: what it asks for, one dialog after the other, and what it holds by what has arrived. It keeps an entity tag with the state that it names, also from one dialog to the next (RFC 5839 s5.1). */
final class ModelWatcher {

    private static final String WATCHERS = "@home1.net";
    private static final List<String> FORMATS = List.of(HomeBench.PIDF, HomeBench.PIDF, PidfFormat.CPIM_PIDF.contentType(), PidfDiff.CONTENT_TYPE, PidfDiff.CONTENT_TYPE, PidfDiff.CONTENT_TYPE);
    private static final List<Rates> RATES = List.of(Rates.NONE, Rates.NONE, Rates.NONE, new Rates(0.1, 0, 0), new Rates(1, 0, 0), new Rates(0.5, 0.1, 0), new Rates(0, 0.2, 0), new Rates(0, 0, 0.1), new Rates(0.5, 0.05, 0.2));
    private static final List<String> FILTERS = List.of(
            SampleFilters.including("//pidf:basic"),
            SampleFilters.including("//rpid:mood", "//pidf:basic"),
            SampleFilters.body("<filter id='1'><what><exclude>//pidf:note</exclude></what></filter>"),
            SampleFilters.including("//pidf:tuple[pidf:status/pidf:basic=\"open\"]"),
            SampleFilters.body("<filter id='1' enabled='false'/>"),
            SampleFilters.body("<filter id='1' enabled='true'/>"),
            SampleFilters.body("<filter id='1' remove='true'/>"),
            SampleFilters.body("<filter id='2' domain='home2.net'>" + SampleFilters.what("//pidf:contact") + "</filter>"),
            SampleFilters.body("<filter id='1'>" + SampleFilters.whenBecomesOpen() + "</filter>"),
            SampleFilters.body("<filter id='1'>" + SampleFilters.what("//rpid:mood", "//pidf:basic")
                    + SampleFilters.triggers("<changed>//pidf:tuple/pidf:status/pidf:basic</changed>", "<added>//pidf:tuple</added><removed>//rpid:mood/rpid:sad</removed>") + "</filter>"));
    private static final List<Integer> LIFETIMES = List.of(60, 90, 200, 3600, 3600);

    final String address;
    private final String name;
    private final String event;
    private final HomeBench bench;
    private final Random random;
    /** All that there ever were, by Call-ID. */
    private final Map<String, ModelDialog> dialogs = new LinkedHashMap<>();
    private ModelDialog dialog;
    /** Names what it holds; empty when it holds nothing that is named. */
    private String tag = "";
    /** In canonical XML. */
    private String held = "";
    /** What it had when it subscribed last: what that SUBSCRIBE's condition was about. */
    private String askedTag = "";
    private String askedHeld = "";

    /** @param user whose device this is: several may be of one user */
    ModelWatcher(HomeBench bench, Random random, String name, String user) {
        this.bench = bench;
        this.random = random;
        this.name = name;
        this.address = user.isEmpty() ? HomeBench.PRESENTITY : "sip:" + user + WATCHERS;
        this.event = random.nextInt(3) == 0 ? "presence;id=" + name : "presence";
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    boolean isSubscribed() {
        return dialog != null && dialog.isOpen;
    }

    /** The dialog that it has, or had last; null before the first. */
    ModelDialog dialog() {
        return dialog;
    }

    Optional<ModelDialog> dialog(String callId) {
        return Optional.ofNullable(dialogs.get(callId));
    }

    Collection<ModelDialog> dialogs() {
        return dialogs.values();
    }

    // ---- SUBSCRIBE -------------------------------------------------------------------------------------------------------------------------

    /**
     * In a new dialog.
     *
     * @param isApart this side of a fallen apart cluster holds back
     */
    void subscribes(Truth truth, boolean isApart) {
        ModelDialog opened = new ModelDialog(this, bench.watcher(name + "-" + dialogs.size()).as(address).to(event), bench.clock::millis);
        opened.isOpenedApart = isApart;
        dialog = opened;
        dialogs.put(opened.watcher.dialog().callId(), opened);
        int expires = random.nextInt(10) == 0 ? 0 : any(LIFETIMES);
        String asked = says(opened);
        Filters filters = filters(Filters.NONE, asked);
        Reply reply = opened.watcher.subscribe(expires);
        assertEquals(truth.isBlocked(address) ? 403 : filters == null ? 488 : 200, reply.status(), reply.toString());
        if (reply.status() == 200) {
            opened.subscribed(filters, expires > 0);
            hears(opened);
        }
    }

    /** In the dialog that it has, which the home may know no more. */
    void refreshes(Truth truth) {
        sends(truth, any(LIFETIMES));
    }

    void unsubscribes(Truth truth) {
        sends(truth, 0);
    }

    private void sends(Truth truth, int expires) {
        boolean isKnown = dialog.watcher.stored().isPresent();
        boolean wasQuenched = dialog.isQuenched;
        String asked = says(dialog);
        Filters filters = filters(dialog.filters, asked);
        Reply reply = dialog.watcher.refresh(expires);
        if (!isKnown) {
            assertEquals(481, reply.status(), reply.toString());
            dialog.isOpen = false;
        } else if (filters == null) {
            assertEquals(488, reply.status(), reply.toString());
            dialog.isQuenched = wasQuenched;
        } else if (reply.status() == 204) {
            dialog.spared(filters, expires > 0, truth);
            assertTrue(dialog.isQuenched || held.equals(truth.told(address, dialog.filter())), () -> "204, but it holds " + held + "and not " + truth.told(address, dialog.filter()));
        } else {
            assertEquals(200, reply.status(), reply.toString());
            dialog.subscribed(filters, expires > 0);
            hears(dialog);
        }
        if (reply.status() / 100 == 2 && random.nextInt(6) == 0) {
            assertEquals(reply.status(), dialog.watcher.repeat(true, expires).status());
        }
    }

    /** The 200 is heard of at once, or too late: after 200 ms the NOTIFY does not wait for that any more. */
    private void hears(ModelDialog in) {
        if (random.nextInt(10) == 0) {
            bench.advance(250);
        }
        in.watcher.hears200();
    }

    /** @return its filters; empty when it says nothing about them */
    private String says(ModelDialog in) {
        askedTag = tag;
        askedHeld = held;
        int condition = random.nextInt(10);
        in.isQuenched = condition == 0;
        in.watcher.unless(condition == 0 ? "*" : condition < 8 ? tag : "");
        if (in.isNew() || random.nextInt(4) == 0) {
            in.watcher.accepting(any(FORMATS));
            in.watcher.wanting(any(RATES));
        }
        if (random.nextInt(4) == 0) {
            in.watcher.acceptingGzip();
            in.takesGzip = true;
        }
        String asked = random.nextInt(3) == 0 ? any(FILTERS) : "";
        if (!asked.isEmpty()) {
            in.watcher.asking(asked);
        }
        return asked;
    }

    /** RFC 4660 s5.2; null when they are to be refused. */
    private static Filters filters(Filters before, String asked) {
        try {
            return asked.isEmpty() ? before : before.refreshed(FilterSet.read(Truth.XML, Truth.ADDRESS, asked.getBytes(UTF_8)));
        } catch (FilterException refused) {
            return null;
        }
    }

    // ---- NOTIFY ----------------------------------------------------------------------------------------------------------------------------

    /** What a NOTIFY of its dialog tells, after it has arrived. */
    void takes(ModelDialog in, ModelDialog.Expected expected) {
        Notify notify = expected.sent().message();
        if (notify.entityTag().isEmpty()) {
            return;
        }
        if (notify.body().length == 0) {
            if (expected.quenched() && !notify.entityTag().equals(tag)) {
                return;
            }
            isNamed(notify.entityTag());
        } else {
            held = in.read(notify);
            tag = notify.entityTag();
        }
        assertTrue(expected.states().contains(held), () -> this + " holds " + Truth.brief(held) + " and not " + expected.states().stream().map(Truth::brief).toList());
    }

    /** RFC 5839 s6.2: a NOTIFY without a body names what its watcher has, or had when it subscribed. */
    private void isNamed(String named) {
        if (!named.equals(tag) && named.equals(askedTag)) {
            tag = askedTag;
            held = askedHeld;
        }
        assertTrue(named.equals(tag), () -> this + " is told bare what it does not have: " + named + ", not " + tag);
    }

    static String canonical(byte[] body, String contentType) {
        String text = CanonicalXml.of(body);
        return contentType.equals(HomeBench.PIDF) ? text : text.replace("urn:ietf:params:xml:ns:cpim-pidf", "urn:ietf:params:xml:ns:pidf");
    }

    /** At rest: all that had to arrive has. */
    void holdsWhatItMayKnow(Truth truth) {
        if (dialog.isQuenched) {
            return;
        }
        if (dialog.filter().triggers().isEmpty() || truth.isPending(address)) {
            assertEquals(Truth.brief(truth.told(address, dialog.filter())), Truth.brief(held), toString());
        } else {
            assertTrue(dialog.lastSeen.stream().anyMatch(last -> !dialog.filter().triggers().fire(last, truth.seen(address))), () -> this + " was not told of a change that its triggers name");
        }
    }

    @Override
    public String toString() {
        return name + " (" + address + (dialog == null ? ")" : ", " + dialog + ")");
    }
}
