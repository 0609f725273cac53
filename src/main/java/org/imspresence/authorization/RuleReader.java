package org.imspresence.authorization;

import java.util.ArrayList;
import java.util.List;

import org.imspresence.document.DocumentException;
import org.imspresence.document.Dom;
import org.imspresence.document.HardenedXml;
import org.w3c.dom.Element;

/** Reads documents of rules: RFC 4745, RFC 5025 and OMA's additions. What is not understood narrows a condition and widens no grant. */
final class RuleReader {

    private final HardenedXml xml;
    private final OwnLists lists;

    RuleReader(HardenedXml xml, OwnLists lists) {
        this.xml = xml;
        this.lists = lists;
    }

    /** @throws DocumentException if the document is none of rules */
    List<Rule> read(RuleDocument document) {
        Element ruleset = xml.parse(document.body()).getDocumentElement();
        if (!Dom.is(ruleset, Xml.COMMON_POLICY, "ruleset")) {
            throw new DocumentException("the root element is not ruleset in namespace " + Xml.COMMON_POLICY);
        }
        return Dom.children(ruleset, Xml.COMMON_POLICY, "rule").stream().map(rule -> rule(document.name(), rule)).toList();
    }

    private Rule rule(String document, Element rule) {
        List<Condition> conditions = new ArrayList<>();
        SubHandling handling = SubHandling.BLOCK;
        Grants grants = Grants.NONE;
        for (Element part : Dom.children(rule)) {
            if (Dom.is(part, Xml.COMMON_POLICY, "conditions")) {
                Dom.children(part).forEach(condition -> conditions.add(condition(condition)));
            } else if (Dom.is(part, Xml.COMMON_POLICY, "actions")) {
                handling = handling(part, handling);
            } else if (Dom.is(part, Xml.COMMON_POLICY, "transformations")) {
                grants = grants.or(Grants.read(part));
            }
        }
        return new Rule(Xml.logged(Xml.attribute(rule, "id").orElse("without id")), document, conditions, handling, grants);
    }

    private static SubHandling handling(Element actions, SubHandling least) {
        SubHandling handling = least;
        for (Element action : Dom.children(actions, Xml.PRES_RULES, "sub-handling")) {
            for (SubHandling value : SubHandling.values()) {
                if (value.toString().equals(Xml.text(action)) && value.compareTo(handling) > 0) {
                    handling = value;
                }
            }
        }
        return handling;
    }

    private Condition condition(Element condition) {
        String name = condition.getLocalName();
        if (Xml.COMMON_POLICY.equals(condition.getNamespaceURI())) {
            return switch (name) {
                case "identity" -> Identity.read(condition);
                case "sphere" -> Condition.Sphere.of(condition.getAttribute("value"));
                case "validity" -> Validity.read(condition);
                default -> new Condition.Unknown();
            };
        }
        if (Xml.OMA_COMMON_POLICY.equals(condition.getNamespaceURI())) {
            return switch (name) {
                case "other-identity" -> new Condition.OtherIdentity();
                case "anonymous-request" -> new Condition.AnonymousRequest();
                case "external-list" -> externalList(condition);
                default -> new Condition.Unknown();
            };
        }
        return new Condition.Unknown();
    }

    private Condition externalList(Element condition) {
        return new Condition.ExternalLists(Dom.children(condition, Xml.OMA_COMMON_POLICY, "entry").stream().map(entry -> entry.getAttribute("anc").strip()).distinct()
                .map(lists::membersOf).toList());
    }
}
