package org.imspresence.testbed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CanonicalXmlTest {

    private static String canonical(String document) {
        return CanonicalXml.of(document.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void prefixesWhiteSpaceAndAttributeOrderDoNotCount() {
        assertEquals(canonical("<a xmlns='u' x='1' y='2'><b> t </b></a>"),
                canonical("<?xml version='1.0'?><p:a y='2' x='1' xmlns:p='u'>\n <p:b>t</p:b>\n</p:a>"));
    }

    @Test
    void namespacesTextAndNestingCount() {
        assertNotEquals(canonical("<a xmlns='u'/>"), canonical("<a xmlns='v'/>"));
        assertNotEquals(canonical("<a>1</a>"), canonical("<a>2</a>"));
        assertNotEquals(canonical("<a><b/><c/></a>"), canonical("<a><b><c/></b></a>"));
    }

    @Test
    void theTablesDocumentNeedsTheNamespaceItForgets() {
        String asPrinted = FoundingFlow.document().replaceAll("xmlns:myex=\"[^\"]*\"", "");

        assertTrue(canonical(asPrinted).startsWith("not XML"));
        assertTrue(canonical(FoundingFlow.document()).contains("{http://id.mypresence.com/}location"));
    }
}
