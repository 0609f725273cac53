package org.imspresence.patch;

import static org.imspresence.patch.Patches.parse;
import static org.imspresence.patch.Patches.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PatchReportTest {

    /** RFC 5261 s5.1 has this example; the phrase is ours. */
    @Test
    void namesTheConditionAndRepeatsTheOperation() {
        Document patch = parse("<p:pidf-diff xmlns:p='urn:ietf:params:xml:ns:pidf-diff'><p:add sel='id(\"ert4773\")'><p:note>some text added</p:note></p:add></p:pidf-diff>");
        Document target = parse("<doc/>");
        PatchException refusal = assertThrows(PatchException.class, () -> new Patch().apply(target, patch));

        assertEquals("<patch-ops-error xmlns=\"urn:ietf:params:xml:ns:patch-ops-error\"><unlocated-node phrase=\"the selector finds nothing in the document\">"
                + "<p:add xmlns:p=\"urn:ietf:params:xml:ns:pidf-diff\" sel=\"id(&#34;ert4773&#34;)\"><p:note>some text added</p:note></p:add></unlocated-node></patch-ops-error>",
                text(PatchReport.of(refusal, patch.getImplementation())));
    }

    @Test
    void saysNothingOfAnOperationWhereThePatchItselfIsWrong() {
        PatchException refusal = assertThrows(PatchException.class, () -> new Patch().apply(parse("<doc/>"), parse("<diff>text</diff>")));

        assertEquals("<patch-ops-error xmlns=\"urn:ietf:params:xml:ns:patch-ops-error\"><invalid-diff-format phrase=\"there is text between the operations\"/></patch-ops-error>",
                text(PatchReport.of(refusal, parse("<a/>").getImplementation())));
    }
}
