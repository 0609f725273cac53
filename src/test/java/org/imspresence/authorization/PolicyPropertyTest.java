package org.imspresence.authorization;

import static org.imspresence.authorization.Rules.XML;
import static org.imspresence.authorization.Rules.composed;
import static org.imspresence.authorization.Rules.document;
import static org.imspresence.authorization.Rules.policy;
import static org.imspresence.authorization.Rules.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.imspresence.authorization.RuleGenerator.Generated;
import org.imspresence.document.ComposedDocument;
import org.imspresence.document.DocumentGenerator;
import org.imspresence.document.PidfFormat;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/**
 * What holds for all rules, all watchers and all documents, tried on random ones. {@link RuleGenerator} says of each part of a rule what it means, in a way of its own.
 */
class PolicyPropertyTest {

    private static final int CASES = 1000;

    private final Random random = new Random(5025);
    private final RuleGenerator generator = new RuleGenerator(random);
    private final List<ComposedDocument> presences = IntStream.range(0, 100).mapToObj(i -> generated()).toList();

    @Test
    void addingARuleNeverRemovesAPermission() {
        for (int i = 0; i < CASES; i++) {
            List<Generated> rules = generator.rules(1 + random.nextInt(4));
            Requester watcher = generator.watcher();
            Circumstances circumstances = generator.circumstances();
            if (rules.stream().noneMatch(rule -> rule.matches(watcher, circumstances))) {
                continue;
            }
            Decision before = asPolicy(rules).decide(watcher, circumstances);
            List<Generated> more = new ArrayList<>(rules);
            more.add(random.nextInt(more.size() + 1), generator.rule("added"));
            Decision after = asPolicy(more).decide(watcher, circumstances);

            assertTrue(after.handling().compareTo(before.handling()) >= 0, more::toString);
            ComposedDocument presence = presence();
            List<String> told = said(before.permissions().of(presence), 0);
            List<String> toldMore = said(after.permissions().of(presence), 0);
            told.forEach(saying -> assertTrue(toldMore.remove(saying), () -> saying + " is gone with " + more + " from " + text(presence)));
        }
    }

    @Test
    void theOrderOfRulesAndDocumentsDoesNotMatter() {
        for (int i = 0; i < CASES; i++) {
            List<Generated> rules = generator.rules(2 + random.nextInt(5));
            Requester watcher = generator.watcher();
            Circumstances circumstances = generator.circumstances();
            List<Generated> shuffled = new ArrayList<>(rules);
            Collections.shuffle(shuffled, random);

            Decision decision = asPolicy(rules).decide(watcher, circumstances);
            assertEquals(decision, asPolicy(shuffled).decide(watcher, circumstances), rules::toString);

            int cut = random.nextInt(rules.size());
            RuleDocument one = asDocument("one", rules.subList(0, cut));
            RuleDocument other = asDocument("other", rules.subList(cut, rules.size()));
            Decision split = policy(List.of(one, other)).decide(watcher, circumstances);
            assertEquals(split, policy(List.of(other, one)).decide(watcher, circumstances), rules::toString);
            assertEquals(decision.permissions(), split.permissions(), rules::toString);
        }
    }

    @Test
    void whatIsToldIsWhatMatchingRulesGrantNoMoreAndNoLess() {
        int told = 0;
        for (int i = 0; i < CASES; i++) {
            List<Generated> rules = generator.rules(1 + random.nextInt(4));
            Requester watcher = generator.watcher();
            Circumstances circumstances = generator.circumstances();
            List<Generated> matching = rules.stream().filter(rule -> rule.matches(watcher, circumstances)).toList();
            Decision decision = asPolicy(rules).decide(watcher, circumstances);

            SubHandling handling = matching.stream().map(Generated::handling).max(SubHandling::compareTo).orElse(SubHandling.CONFIRM);
            assertEquals(handling, decision.handling(), rules::toString);
            ComposedDocument presence = presence();
            List<String> expected = handling == SubHandling.ALLOW ? RuleGenerator.sayings(root(presence), matching) : List.of();
            List<String> actual = said(decision.permissions().of(presence), 3);
            assertEquals(expected, actual, () -> rules + " for " + watcher + " in " + text(presence));
            told += actual.size();
        }
        assertTrue(told > CASES, "the random rules let next to nothing through");
    }

    @Test
    void toCutTwiceIsToCutOnceUnlessAClassThatSelectedIsWithheld() {
        for (int i = 0; i < CASES; i++) {
            List<Generated> rules = generator.rules(1 + random.nextInt(3));
            Permissions permissions = asPolicy(rules).decide(generator.watcher(), generator.circumstances()).permissions();
            ComposedDocument once = permissions.of(presence());

            if (rules.stream().noneMatch(Generated::selectsByClass)) {
                assertEquals(text(once), text(permissions.of(once)), rules::toString);
            }
        }
    }

    private ComposedDocument presence() {
        return presences.get(random.nextInt(presences.size()));
    }

    private ComposedDocument generated() {
        DocumentGenerator documents = new DocumentGenerator(random);
        String[] texts = IntStream.range(0, 1 + random.nextInt(2)).mapToObj(i -> documents.next()).filter(generated -> generated.format() == PidfFormat.PIDF)
                .map(DocumentGenerator.Generated::text).toArray(String[]::new);
        return composed(texts);
    }

    private static Policy asPolicy(List<Generated> rules) {
        return policy(List.of(asDocument("index", rules)));
    }

    private static RuleDocument asDocument(String name, List<Generated> rules) {
        return document(name, rules.stream().map(Generated::xml).toArray(String[]::new));
    }

    private static Element root(ComposedDocument document) {
        return XML.parse(document.bytes(PidfFormat.PIDF)).getDocumentElement();
    }

    /** @param degree of user input that is looked at: what is told in a higher one contains the lower */
    private static List<String> said(ComposedDocument document, int degree) {
        return RuleGenerator.sayings(root(document), List.of(RuleGenerator.everything(degree)));
    }
}
