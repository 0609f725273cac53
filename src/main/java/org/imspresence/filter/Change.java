package org.imspresence.filter;

import java.math.BigDecimal;
import java.util.Optional;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * RFC 4661 s3.6.1, {@code changed}: a value that is another one than before. What was not there before has not changed, it was added.
 *
 * @param selector which elements or attributes
 * @param from     the value before; compared as a number if there is {@code by}
 * @param to       the value after, likewise
 * @param by       by how much, up or down, a number has to change at least
 */
record Change(Selector selector, Optional<String> from, Optional<String> to, Optional<BigDecimal> by) {

    boolean isIn(Document after, Counterparts counterparts, Effort effort) {
        return selector.select(after, effort).stream().anyMatch(node -> node instanceof Attr attribute
                ? counterparts.before(attribute).filter(before -> !Xml.value(before).equals(Xml.value(attribute))).filter(before -> isAsAsked(before, attribute)).isPresent()
                : counterparts.before((Element) node).filter(before -> counterparts.hasChanged((Element) node)).filter(before -> isAsAsked(before, node)).isPresent());
    }

    private boolean isAsAsked(Node before, Node after) {
        if (from.isEmpty() && to.isEmpty() && by.isEmpty()) {
            return true;
        }
        Optional<String> old = Xml.value(before);
        Optional<String> now = Xml.value(after);
        return old.isPresent() && now.isPresent() && is(from, old.get()) && is(to, now.get()) && by.map(least -> differ(old.get(), now.get(), least)).orElse(true);
    }

    private boolean is(Optional<String> asked, String value) {
        return asked.map(text -> by.isEmpty() ? text.equals(value) : Xml.decimal(value).filter(number -> number.compareTo(new BigDecimal(text)) == 0).isPresent()).orElse(true);
    }

    private static boolean differ(String old, String now, BigDecimal least) {
        Optional<BigDecimal> before = Xml.decimal(old);
        Optional<BigDecimal> after = Xml.decimal(now);
        return before.isPresent() && after.isPresent() && before.get().compareTo(after.get()) != 0 && after.get().subtract(before.get()).abs().compareTo(least) >= 0;
    }
}
