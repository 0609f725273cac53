package org.imspresence.authorization;

import java.util.ArrayList;
import java.util.List;

import org.imspresence.document.DocumentException;
import org.imspresence.document.HardenedXml;
import org.imspresence.document.XmlLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes policies of stored documents. Safe for any number of threads; one for all presentities, as the XML parsers it keeps are costly to make. */
public final class PolicyReader {

    private static final Logger LOG = LoggerFactory.getLogger(PolicyReader.class);
    /** Wider than those of whoever lets documents in: what could not be read here would lock all watchers out. */
    private static final XmlLimits LIMITS = new XmlLimits(4 << 20, 64, 64, 1 << 18);

    private static final int MAX_RULES = 1000;

    private final HardenedXml xml = new HardenedXml(LIMITS);
    private final int maxRules;

    /** With a limit that hardly any presentity gets near to. */
    public PolicyReader() {
        this(MAX_RULES);
    }

    /** @param maxRules of one presentity; a document that would lead to more counts as one that cannot be read */
    public PolicyReader(int maxRules) {
        this.maxRules = maxRules;
    }

    /**
     * Reads rules.
     *
     * @param rules     all documents of the presentity; what cannot be read of them grants nothing and is reported
     * @param lists     what external lists may refer to
     * @param byDefault what holds for a watcher that no rule is for; no more than {@link SubHandling#CONFIRM} while a document cannot be read
     */
    public Policy read(List<RuleDocument> rules, List<ListDocument> lists, SubHandling byDefault) {
        RuleReader reader = new RuleReader(xml, new OwnLists(xml, lists));
        List<Rule> read = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (RuleDocument document : rules) {
            try {
                List<Rule> more = reader.read(document);
                if (read.size() + more.size() > maxRules) {
                    throw new DocumentException("the presentity has more than " + maxRules + " rules");
                }
                read.addAll(more);
            } catch (DocumentException e) {
                LOG.warn("no rule of {} holds, as it cannot be read: {}", document.name(), e.getMessage());
                unreadable.add(document.name());
            }
        }
        return new Policy(read, unreadable, byDefault);
    }
}
