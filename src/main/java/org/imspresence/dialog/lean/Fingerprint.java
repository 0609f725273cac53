package org.imspresence.dialog.lean;

import java.security.SecureRandom;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;

/**
 * A number that stands for all that decides what a NOTIFY looks like, apart from what is different in each: its sequence number, the numbers in Subscription-State, the entity tag and the body. So a dialog whose target, route or
 * transport has changed has another one, and so has a NOTIFY with a header more or less.
 *
 * <p>It is the value of a polynomial over the field of 2^61-1 elements, whose coefficients are the texts with their lengths, at a point that nobody knows. Two different inputs of n coefficients, some 150, come to the same with a probability of n in
 * 2^61, whoever has chosen them.
 */
final class Fingerprint {

    private static final int BITS = 61;
    private static final long PRIME = (1L << BITS) - 1;
    private static final int CHARS = 3;
    /** The finisher of MurmurHash3, of which half will do. */
    private static final int MIX_BITS = 33;
    private static final long MIX = 0xff51afd7ed558ccdL;

    private final long point;

    Fingerprint(SecureRandom random) {
        point = 1 + Math.floorMod(random.nextLong(), PRIME - 1);
    }

    long of(DialogState dialog, Notify notify) {
        long sum = 1;
        sum = add(sum, dialog.callId());
        sum = add(sum, dialog.localTag());
        sum = add(sum, dialog.remoteTag());
        sum = add(sum, dialog.localParty());
        sum = add(sum, dialog.remoteParty());
        sum = add(sum, dialog.remoteTarget());
        sum = add(sum, dialog.routeSet().routes().size());
        for (String route : dialog.routeSet().routes()) {
            sum = add(sum, route);
        }
        sum = add(sum, dialog.transport());
        sum = add(sum, dialog.icid());
        sum = add(sum, notify.contactUser());
        sum = add(sum, notify.event());
        sum = addWithoutDigits(sum, notify.subscriptionState());
        sum = add(sum, notify.entityTag().isEmpty() ? 0 : 1);
        boolean hasBody = notify.body().length > 0;
        sum = add(sum, hasBody ? 1 : 0);
        return mixed(hasBody ? add(add(sum, notify.contentType()), notify.contentEncoding()) : sum);
    }

    /** Values of inputs that are alike lie at equal distances: spread over all bits, no two to the same, so that any of them will do to find a place by. */
    private static long mixed(long value) {
        long mixed = (value ^ value >>> MIX_BITS) * MIX;
        return mixed ^ mixed >>> MIX_BITS;
    }

    private long add(long sum, String text) {
        int length = text.length();
        long result = add(sum, length);
        int at = 0;
        for (; at <= length - CHARS; at += CHARS) {
            result = add(result, text.charAt(at) | (long) text.charAt(at + 1) << Character.SIZE | (long) text.charAt(at + 2) << 2 * Character.SIZE);
        }
        for (; at < length; at++) {
            result = add(result, text.charAt(at));
        }
        return result;
    }

    private long addWithoutDigits(long sum, String text) {
        long result = sum;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                result = add(result, c);
            }
        }
        return add(result, 0);
    }

    private long add(long sum, long coefficient) {
        long factor = reduce(sum + coefficient);
        long low = factor * point;
        long high = Math.multiplyHigh(factor, point);
        return reduce((low & PRIME) + (high << Long.SIZE - BITS | low >>> BITS));
    }

    /** @param value below 2^62 */
    private static long reduce(long value) {
        return value >= PRIME ? value - PRIME : value;
    }
}
