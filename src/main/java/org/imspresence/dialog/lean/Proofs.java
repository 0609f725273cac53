package org.imspresence.dialog.lean;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLongArray;

import org.imspresence.dialog.DialogState;
import org.imspresence.dialog.Notify;

/**
 * In which form the NOTIFYs of which dialogs are known to be. A dialog has 8 bytes here: a {@link Fingerprint}, and the number of a form. Nothing is ever taken out: what has changed in a dialog makes it another one, whose first NOTIFY is the
 * container's again. When there is no place left the dialog that has one is forgotten at random, which costs it one NOTIFY made by the container.
 */
final class Proofs {

    private static final int PLACES = 8;
    private static final int FORMS = 255;
    private static final int FORM_BITS = 8;
    private static final int FEWEST_BUCKETS = 1 << FORM_BITS;

    /**
     * A form, and the way that NOTIFYs in it take.
     *
     * @param from    the address of ours that they leave from, which Contact may name
     * @param trusted whether they tell what is told within the trust domain
     */
    record Proof(Form form, InetAddress from, boolean trusted) {}

    private final Fingerprint fingerprint = new Fingerprint(new SecureRandom());
    private final AtomicLongArray places;
    private final int lastBucket;
    private volatile List<Proof> proofs = List.of();

    /** @param dialogs that are remembered, about */
    Proofs(int dialogs) {
        int buckets = Math.max(FEWEST_BUCKETS, Integer.highestOneBit(Math.max(1, dialogs / PLACES)));
        places = new AtomicLongArray(buckets * PLACES);
        lastBucket = buckets - 1;
    }

    /** What is proved for this NOTIFY. */
    Optional<Proof> find(DialogState dialog, Notify notify) {
        long key = fingerprint.of(dialog, notify);
        int first = firstPlace(key);
        for (int i = first; i < first + PLACES; i++) {
            long place = places.get(i);
            if (place != 0 && isOf(key, place)) {
                return Optional.of(proofs.get((int) (place & FORMS) - 1));
            }
        }
        return Optional.empty();
    }

    /**
     * Takes the form of a NOTIFY that the container has made in a dialog, if it has one.
     *
     * @param trusted what it tells within the trust domain
     * @return what is proved by it
     */
    Optional<Proof> learn(DialogState dialog, Notify notify, InetAddress from, Map<String, String> trusted, byte[] request) {
        Draft draft = new Draft(dialog, notify, "", trusted);
        int known = known(from, draft, request);
        int number = known > 0 ? known : Form.of(request, draft).map(form -> numberOf(new Proof(form, from, !trusted.isEmpty()))).orElse(0);
        if (number == 0) {
            return Optional.empty();
        }
        remember(fingerprint.of(dialog, notify), number);
        return Optional.of(proofs.get(number - 1));
    }

    /** The number of the form that it is in; 0 when that is none of those that are known. */
    private int known(InetAddress from, Draft draft, byte[] request) {
        List<Proof> all = proofs;
        for (int i = 0; i < all.size(); i++) {
            Proof proof = all.get(i);
            if (proof.from().equals(from) && proof.trusted() != draft.trusted().isEmpty() && proof.form().isThatOf(request, draft)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** From 1; 0 when there are too many. */
    private synchronized int numberOf(Proof proof) {
        int index = proofs.indexOf(proof);
        if (index < 0 && proofs.size() < FORMS) {
            Proof[] more = Arrays.copyOf(proofs.toArray(Proof[]::new), proofs.size() + 1);
            more[proofs.size()] = proof;
            proofs = List.of(more);
            return more.length;
        }
        return index + 1;
    }

    private synchronized void remember(long key, int number) {
        int first = firstPlace(key);
        int chosen = first + ThreadLocalRandom.current().nextInt(PLACES);
        for (int i = first + PLACES - 1; i >= first; i--) {
            long place = places.get(i);
            if (place == 0 || isOf(key, place)) {
                chosen = i;
            }
            if (place != 0 && isOf(key, place)) {
                break;
            }
        }
        places.set(chosen, key >>> FORM_BITS << FORM_BITS | number);
    }

    private int firstPlace(long key) {
        return (int) (key & lastBucket) * PLACES;
    }

    /** The lowest bits of a key are told by its bucket. */
    private static boolean isOf(long key, long place) {
        return (key ^ place) >>> FORM_BITS == 0;
    }
}
