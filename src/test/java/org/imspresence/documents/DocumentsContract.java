package org.imspresence.documents;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every database of documents does. The tests share one, so each has users of its own. */
abstract class DocumentsContract {

    private static final Optional<String> NEW = Optional.empty();
    private static final String RULES = "pres-rules";

    /** The database that is tested, the same for all tests of a class. */
    abstract Documents documents();

    @Test
    void whatIsStoredIsFoundAsItWas() {
        DocumentKey key = new DocumentKey(RULES, "sip:found@example.com", "index");

        assertTrue(documents().store(document(key, "t1", "<ruleset>ä</ruleset>"), NEW));

        StoredDocument found = documents().find(key).orElseThrow();
        assertEquals(key, found.key());
        assertEquals("t1", found.entityTag());
        assertEquals("<ruleset>ä</ruleset>", text(found));
    }

    @Test
    void nothingIsFoundWhereNothingIs() {
        assertTrue(documents().find(new DocumentKey(RULES, "sip:nobody@example.com", "index")).isEmpty());
        assertEquals(List.of(), of("sip:nobody@example.com"));
        assertFalse(documents().remove(new DocumentKey(RULES, "sip:nobody@example.com", "index"), "t1"));
    }

    @Test
    void aDocumentIsCreatedOnce() {
        DocumentKey key = new DocumentKey(RULES, "sip:once@example.com", "index");
        documents().store(document(key, "t1", "first"), NEW);

        assertFalse(documents().store(document(key, "t2", "second"), NEW));

        assertEquals("first", text(documents().find(key).orElseThrow()));
    }

    @Test
    void aDocumentIsReplacedByWhoKnowsIt() {
        DocumentKey key = new DocumentKey(RULES, "sip:replaced@example.com", "index");
        documents().store(document(key, "t1", "first"), NEW);

        assertTrue(documents().store(document(key, "t2", "second"), Optional.of("t1")));
        assertFalse(documents().store(document(key, "t3", "third"), Optional.of("t1")));

        assertEquals("t2", documents().find(key).orElseThrow().entityTag());
        assertEquals("second", text(documents().find(key).orElseThrow()));
    }

    @Test
    void whatIsNotThereIsNotReplaced() {
        DocumentKey key = new DocumentKey(RULES, "sip:absent@example.com", "index");

        assertFalse(documents().store(document(key, "t2", "second"), Optional.of("t1")));

        assertTrue(documents().find(key).isEmpty());
    }

    @Test
    void aDocumentIsRemovedByWhoKnowsIt() {
        DocumentKey key = new DocumentKey(RULES, "sip:removed@example.com", "index");
        documents().store(document(key, "t1", "first"), NEW);

        assertFalse(documents().remove(key, "t0"));
        assertTrue(documents().find(key).isPresent());
        assertTrue(documents().remove(key, "t1"));

        assertTrue(documents().find(key).isEmpty());
        assertEquals(List.of(), of(key.owner()));
        assertTrue(documents().store(document(key, "t2", "again"), NEW));
    }

    @Test
    void theDocumentsOfAUserAreThoseInTheUsersTree() {
        String owner = "sip:tree@example.com";
        DocumentKey rules = new DocumentKey(RULES, owner, "index");
        DocumentKey list = new DocumentKey("resource-lists", owner, "friends/best");
        documents().store(document(list, "t2", "list"), NEW);
        documents().store(document(rules, "t1", "rules"), NEW);
        documents().store(document(new DocumentKey(RULES, "sip:tree@example.org", "index"), "t3", "another's"), NEW);

        assertEquals(List.of("rules", "list"), of(owner).stream().map(DocumentsContract::text).toList());
        assertEquals(List.of(rules, list), of(owner).stream().map(StoredDocument::key).toList());
    }

    @Test
    void aLargeDocumentIsStoredWhole() {
        byte[] body = new byte[2_000_000];
        new Random(5).nextBytes(body);
        DocumentKey key = new DocumentKey(RULES, "sip:large@example.com", "index");

        documents().store(new StoredDocument(key, "t1", body), NEW);

        assertArrayEquals(body, documents().find(key).orElseThrow().body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Index", "index ", " index", "", "%", "_ndex", "in'dex", "index'; drop table documents; --", "in\\dex", "índex", "i\u0301ndex", "\uD83D\uDE00", "a/../index", "\n\t"})
    void everyNameIsADocumentOfItsOwn(String name) {
        String owner = "sip:names@example.com";
        DocumentKey index = new DocumentKey(RULES, owner, "index");
        documents().store(document(index, "t1", "index"), NEW);
        DocumentKey other = new DocumentKey(RULES, owner, name);

        assertTrue(documents().find(other).isEmpty());
        assertTrue(documents().store(document(other, "t1", "other"), NEW));

        assertEquals("other", text(documents().find(other).orElseThrow()));
        assertEquals("index", text(documents().find(index).orElseThrow()));
        assertTrue(documents().remove(other, "t1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "\uD83D", "\uDE00x"})
    void nothingIsAtANameThatNoDatabaseTakes(String name) {
        refusesEverythingAt(new DocumentKey(RULES, "sip:odd@example.com", name));
        refusesEverythingAt(new DocumentKey(RULES, name, "index"));
        assertEquals(List.of(), of(name));
    }

    @Test
    void aKeyMayHaveTwoThousandBytesAndNoMore() {
        DocumentKey longest = new DocumentKey("aa", "sip:long@example.com", noise(2_000 - 22));
        documents().store(document(longest, "t1", "longest"), NEW);

        assertEquals("longest", text(documents().find(longest).orElseThrow()));
        refusesEverythingAt(new DocumentKey("aaa", longest.owner(), longest.name()));
    }

    /** What an index cannot compress. */
    private static String noise(int length) {
        Random random = new Random(7);
        return IntStream.range(0, length).mapToObj(i -> String.valueOf((char) ('!' + random.nextInt(90)))).reduce("", String::concat);
    }

    private void refusesEverythingAt(DocumentKey key) {
        assertTrue(documents().find(key).isEmpty());
        assertFalse(documents().remove(key, "t1"));
        assertFalse(key.storable());
        assertThrows(IllegalArgumentException.class, () -> documents().store(document(key, "t1", "x"), NEW));
    }

    @Test
    void ofManyWhoCreateADocumentAtOnceOneSucceeds() throws InterruptedException, ExecutionException {
        DocumentKey key = new DocumentKey(RULES, "sip:race@example.com", "index");

        assertEquals(1, atOnce(16, i -> documents().store(document(key, "t" + i, "by " + i), NEW)));
    }

    @Test
    void ofManyWhoReplaceADocumentAtOnceOneSucceeds() throws InterruptedException, ExecutionException {
        DocumentKey key = new DocumentKey(RULES, "sip:race2@example.com", "index");
        documents().store(document(key, "t", "first"), NEW);

        assertEquals(1, atOnce(16, i -> documents().store(document(key, "t" + i, "by " + i), Optional.of("t"))));
    }

    @Test
    void ofManyWhoRemoveADocumentAtOnceOneSucceeds() throws InterruptedException, ExecutionException {
        DocumentKey key = new DocumentKey(RULES, "sip:race3@example.com", "index");
        documents().store(document(key, "t", "first"), NEW);

        assertEquals(1, atOnce(16, i -> documents().remove(key, "t")));
    }

    /** Writers create and remove the documents of one user all the time; who has documents must be known in the end. */
    @Test
    void whoHasDocumentsIsKnownWhateverTheOrderOfTheWriters() throws InterruptedException, ExecutionException {
        String owner = "sip:busy@example.com";
        atOnce(8, i -> {
            DocumentKey key = new DocumentKey(RULES, owner, "document-" + i);
            for (int round = 0; round < 5; round++) {
                assertTrue(documents().store(document(key, "t", "x"), NEW));
                assertTrue(documents().remove(key, "t"));
            }
            return true;
        });
        assertEquals(List.of(), of(owner));

        documents().store(document(new DocumentKey(RULES, owner, "last"), "t", "last"), NEW);

        assertEquals(1, of(owner).size());
    }

    @Test
    void tenThousandWhoAskAtOnceAreAllAnswered() throws InterruptedException, ExecutionException, TimeoutException {
        String owner = "sip:popular@example.com";
        documents().store(document(new DocumentKey(RULES, owner, "index"), "t1", "rules"), NEW);

        List<CompletableFuture<List<StoredDocument>>> asked = IntStream.range(0, 10_000).mapToObj(i -> documents().of(owner).toCompletableFuture()).toList();

        for (CompletableFuture<List<StoredDocument>> each : asked) {
            assertEquals(1, each.get(30, TimeUnit.SECONDS).size());
        }
    }

    @Test
    void readsAndWritesAreCounted() {
        long reads = gauge("presence_documents_reads_total");
        long writes = gauge("presence_documents_writes_total");
        DocumentKey key = new DocumentKey(RULES, "sip:counted@example.com", "index");

        documents().store(document(key, "t1", "x"), NEW);
        documents().find(key);
        of(key.owner());

        assertEquals(1, gauge("presence_documents_writes_total") - writes);
        assertEquals(2, gauge("presence_documents_reads_total") - reads);
        assertEquals(0, gauge("presence_documents_failures_total"));
        assertEquals(0, gauge("presence_documents_waiting"));
        assertEquals(1, gauge("presence_documents_available"));
    }

    long gauge(String name) {
        return documents().gauges().get(name).getAsLong();
    }

    List<StoredDocument> of(String owner) {
        return of(documents(), owner);
    }

    static List<StoredDocument> of(Documents documents, String owner) {
        try {
            return documents.of(owner).toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DocumentsUnavailableException reason) {
                throw reason;
            }
            throw new AssertionError(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static StoredDocument document(DocumentKey key, String entityTag, String body) {
        return new StoredDocument(key, entityTag, body.getBytes(StandardCharsets.UTF_8));
    }

    static String text(StoredDocument document) {
        return new String(document.body(), StandardCharsets.UTF_8);
    }

    /** How many of those that do the same at once are told that they have succeeded. */
    static int atOnce(int threads, Attempt attempt) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Boolean>> attempts = new ArrayList<>();
            IntStream.range(0, threads).forEach(i -> attempts.add(() -> attempt.of(i)));
            int successes = 0;
            for (Future<Boolean> outcome : executor.invokeAll(attempts)) {
                successes += outcome.get() ? 1 : 0;
            }
            return successes;
        } finally {
            executor.shutdown();
        }
    }

    @FunctionalInterface
    interface Attempt {
        boolean of(int number);
    }
}
