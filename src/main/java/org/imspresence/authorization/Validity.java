package org.imspresence.authorization;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

import org.imspresence.document.Dom;
import org.w3c.dom.Element;

/** RFC 4745 s7.4: it is now within one of these periods. */
record Validity(List<Period> periods) implements Condition {

    /** Milliseconds since the epoch; {@code until} is the first moment that does not belong to it any more. */
    record Period(long from, long until) {

        boolean contains(long now) {
            return from <= now && now < until;
        }
    }

    Validity {
        periods = List.copyOf(periods);
    }

    /** Each {@code from} goes with the {@code until} that follows it; a pair that cannot be read is no period. */
    static Validity read(Element validity) {
        List<Period> periods = new ArrayList<>();
        OptionalLong from = OptionalLong.empty();
        for (Element child : Dom.children(validity)) {
            if (Dom.is(child, Xml.COMMON_POLICY, "from")) {
                from = time(Xml.text(child));
            } else {
                OptionalLong until = Dom.is(child, Xml.COMMON_POLICY, "until") ? time(Xml.text(child)) : OptionalLong.empty();
                if (from.isPresent() && until.isPresent()) {
                    periods.add(new Period(from.getAsLong(), until.getAsLong()));
                }
                from = OptionalLong.empty();
            }
        }
        return new Validity(periods);
    }

    /** An {@code xs:dateTime}; one without a time zone is in UTC, as the server's own zone means nothing to the presentity. */
    private static OptionalLong time(String text) {
        try {
            TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
            OffsetDateTime zoned = time instanceof OffsetDateTime offset ? offset : ((LocalDateTime) time).atOffset(ZoneOffset.UTC);
            return OptionalLong.of(zoned.toInstant().toEpochMilli());
        } catch (DateTimeException | ArithmeticException notATime) {
            return OptionalLong.empty();
        }
    }

    @Override
    public boolean holds(Question question) {
        return periods.stream().anyMatch(period -> period.contains(question.circumstances().now()));
    }

    @Override
    public LongStream turns() {
        return periods.stream().flatMapToLong(period -> LongStream.of(period.from(), period.until()));
    }
}
