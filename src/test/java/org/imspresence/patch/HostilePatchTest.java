package org.imspresence.patch;

import static org.imspresence.patch.Patches.parse;
import static org.imspresence.patch.Patches.patch;
import static org.imspresence.patch.PatchException.Condition.INVALID_ATTRIBUTE_VALUE;
import static org.imspresence.patch.PatchException.Condition.INVALID_PATCH_DIRECTIVE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.imspresence.patch.PatchException.Condition;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

/** Patches that are meant to cost more than they are worth. */
class HostilePatchTest {

    private static final Duration BOUND = Duration.ofSeconds(5);

    @Test
    void aSelectorOfThousandsOfStepsIsRefused() {
        assertRefused(INVALID_ATTRIBUTE_VALUE, "<r/>", "<p:add sel='" + "*/".repeat(1000) + "*'/>");
        assertRefused(INVALID_ATTRIBUTE_VALUE, "<r/>", "<p:add sel='" + "*/".repeat(100_000) + "*'/>");
        assertRefused(INVALID_ATTRIBUTE_VALUE, "<r/>", "<p:add sel='*" + "[1]".repeat(1000) + "'/>");
        assertRefused(INVALID_ATTRIBUTE_VALUE, "<r/>", "<p:add sel='*" + "[".repeat(2000) + "'/>");
    }

    @Test
    void selectorsThatLookAtEverythingAgainAndAgainAreRefused() {
        String wide = "<r>" + "<a><b>c</b></a>".repeat(4000) + "</r>";

        assertRefused(INVALID_PATCH_DIRECTIVE, wide, "<p:add sel='r/a[1]'/>".repeat(900));
        assertRefused(INVALID_PATCH_DIRECTIVE, wide, "<p:add sel='r/a" + "[b=\"c\"]".repeat(200) + "[1]'/>");
        assertRefused(INVALID_PATCH_DIRECTIVE, wide, "<p:add sel='r/a" + "[.=\"c\"]".repeat(200) + "[1]'/>");
    }

    @Test
    void longTextsThatAlmostFitAreNotComparedForever() {
        String text = "c".repeat(1500);
        String wide = "<r>" + ("<a><b>" + text + "</b></a>").repeat(1000) + "</r>";

        assertRefused(INVALID_PATCH_DIRECTIVE, wide, ("<p:add sel='r/a[b=\"" + text + "\"][1]'/>").repeat(100));
    }

    @Test
    void anIdThatIsLookedForAgainAndAgainIsRefused() {
        assertRefused(INVALID_PATCH_DIRECTIVE, "<r>" + "<a b='1'/>".repeat(4000) + "<c xml:id='d'/></r>", "<p:add sel='id(\"d\")'/>".repeat(900));
    }

    @Test
    void aDeepDocumentIsRefusedHoweverItIsBuilt() {
        assertRefused(INVALID_PATCH_DIRECTIVE, "<r/>", "<p:add sel='r'>" + "<a>".repeat(64) + "</a>".repeat(64) + "</p:add>");
        String step = "<a>".repeat(20) + "</a>".repeat(20);
        String operations = IntStream.range(0, 4).mapToObj(i -> "<p:add sel='r" + "/a".repeat(20 * i) + "'>" + step + "</p:add>").collect(Collectors.joining());
        assertRefused(INVALID_PATCH_DIRECTIVE, "<r/>", operations);
        assertRefused(INVALID_PATCH_DIRECTIVE, "<r><b/></r>", "<p:replace sel='r/b'>" + "<a>".repeat(64) + "</a>".repeat(64) + "</p:replace>");
        assertRefused(INVALID_PATCH_DIRECTIVE, "<r/>", "<p:add sel='r'>" + "<a>".repeat(5000) + "</a>".repeat(5000) + "</p:add>");
    }

    @Test
    void tooManyOperationsAreRefused() {
        assertRefused(INVALID_PATCH_DIRECTIVE, "<r/>", "<p:add sel='r'/>".repeat(1001));
        assertEquals(1000, new Patch().apply(parse("<r/>"), parse(patch("<p:add sel='r'><a/></p:add>".repeat(1000)))).getDocumentElement().getChildNodes().getLength());
    }

    @Test
    void declarationsThatAreCheckedAgainAndAgainAreRefused() {
        String wide = "<r>" + "<a/>".repeat(4000) + "</r>";

        assertRefused(INVALID_PATCH_DIRECTIVE, wide, IntStream.range(0, 900).mapToObj(i -> "<p:add sel='r' type='namespace::n" + i + "'>u:</p:add>").collect(Collectors.joining()));
    }

    /** All children differ and none has an id: more comparisons than are made. The parent is sent again, and still it is the other document. */
    @Test
    void documentsThatHaveNothingInCommonAreComparedWithinBounds() {
        Document before = parse("<r>" + IntStream.range(0, 2000).mapToObj(i -> "<a>" + i + "</a>").collect(Collectors.joining()) + "</r>");
        Document after = parse("<r>" + IntStream.range(0, 2000).mapToObj(i -> "<a>" + -i + "</a>").collect(Collectors.joining()) + "<b/></r>");

        Document patch = assertTimeout(BOUND, () -> Diff.between(before, after, Patches.ROOT));

        assertEquals(1, patch.getDocumentElement().getChildNodes().getLength());
        assertTrue(new Patch().apply(before, patch).isEqualNode(after));
    }

    private static void assertRefused(Condition condition, String target, String operations) {
        Document document = parse(target);
        Document patch = parse(patch(operations));
        PatchException refusal = assertTimeout(BOUND, () -> assertThrows(PatchException.class, () -> new Patch().apply(document, patch)));
        assertEquals(condition, refusal.condition(), refusal.getMessage());
    }
}
