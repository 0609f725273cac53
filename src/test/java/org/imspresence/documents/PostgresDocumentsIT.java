package org.imspresence.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.imspresence.testbed.Postgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.Driver;

/** The database that the nodes of a cluster share, against the PostgreSQL that Debian has. */
class PostgresDocumentsIT extends DocumentsContract {

    private static final Duration BOUND = Duration.ofSeconds(5);
    private static final DocumentKey KEY = new DocumentKey("pres-rules", "sip:shared@example.com", "index");

    private static Postgres postgres;
    private static Documents documents;

    @BeforeAll
    static void start() {
        postgres = Postgres.startIfInstalled().orElse(null);
        if (postgres != null) {
            documents = Documents.open(settings(postgres.url()));
        }
    }

    @BeforeEach
    void skipWithoutPostgres() {
        assumeTrue(postgres != null, Postgres.MISSING);
    }

    @AfterAll
    static void stop() {
        if (documents != null) {
            documents.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    @Override
    Documents documents() {
        return documents;
    }

    private static DocumentsSettings settings(String url) {
        return settings(url, Postgres.PASSWORD, 1);
    }

    private static DocumentsSettings settings(String url, String password, int timeoutSeconds) {
        return new DocumentsSettings(true, Path.of("unused"), Optional.of(new DocumentsSettings.Server(url, Postgres.USER, password)), 8, Duration.ofSeconds(timeoutSeconds));
    }

    @Test
    void whatOneNodeStoresAnotherFindsAtOnce() {
        try (Documents other = Documents.open(settings(postgres.url()))) {
            assertEquals(List.of(), of(other, KEY.owner()));
            documents.store(document(KEY, "t1", "first"), Optional.empty());

            assertEquals("first", text(of(other, KEY.owner()).get(0)));
            assertTrue(other.store(document(KEY, "t2", "second"), Optional.of("t1")));

            assertEquals("t2", documents.find(KEY).orElseThrow().entityTag());
            assertFalse(documents.remove(KEY, "t1"));
            assertTrue(documents.remove(KEY, "t2"));
        }
    }

    @Test
    void nodesThatStartAtOnceMakeTheTablesOnce() throws InterruptedException, ExecutionException, SQLException {
        sql("create database fresh");
        String fresh = postgres.url().replaceFirst("[^/]*$", "fresh");

        assertEquals(4, atOnce(4, i -> {
            try (Documents each = Documents.open(settings(fresh))) {
                return each.store(document(new DocumentKey("pres-rules", "sip:start@example.com", "of-" + i), "t", "x"), Optional.empty());
            }
        }));
    }

    @Test
    void aDatabaseThatRefusesThePasswordStopsNoStart() {
        try (Documents refused = Documents.open(settings(postgres.url(), "wrong", 1))) {
            assertThrows(DocumentsUnavailableException.class, () -> refused.find(KEY));
            assertEquals(0, refused.gauges().get("presence_documents_available").getAsLong());
        }
    }

    @Test
    void aDatabaseThatGoesDownFailsEveryQuestionSoonAndServesAgainWhenItIsBack() {
        DocumentKey key = new DocumentKey("pres-rules", "sip:outage@example.com", "index");
        try (Documents node = Documents.open(settings(postgres.url()))) {
            node.store(document(key, "t1", "kept"), Optional.empty());

            postgres.kill();
            try {
                everyQuestionFails(node, key);
                startsAllTheSame(key);
            } finally {
                postgres.start();
            }

            assertEquals("kept", text(findWhenBack(node, key)));
            assertEquals("kept", text(of(node, key.owner()).get(0)));
            assertTrue(node.store(document(key, "t2", "changed"), Optional.of("t1")));
        }
        findWhenBack(documents, key);
    }

    private static void everyQuestionFails(Documents node, DocumentKey key) {
        assertTimeoutPreemptively(BOUND, () -> assertThrows(DocumentsUnavailableException.class, () -> node.find(key)));
        assertTimeoutPreemptively(BOUND, () -> assertThrows(DocumentsUnavailableException.class, () -> node.store(document(key, "t2", "x"), Optional.of("t1"))));
        assertTimeoutPreemptively(BOUND, () -> assertThrows(DocumentsUnavailableException.class, () -> node.remove(key, "t1")));
        assertTimeoutPreemptively(BOUND, () -> {
            List<CompletableFuture<List<StoredDocument>>> asked = IntStream.range(0, 10_000).mapToObj(i -> node.of("sip:" + i + "@example.com").toCompletableFuture()).toList();
            for (CompletableFuture<List<StoredDocument>> each : asked) {
                assertEquals(DocumentsUnavailableException.class, each.handle((found, failure) -> failure == null ? null : failure.getClass()).join());
            }
        });
        assertTrue(node.gauges().get("presence_documents_failures_total").getAsLong() >= 10_003);
        assertEquals(0, node.gauges().get("presence_documents_available").getAsLong());
        assertEquals(Optional.empty(), node.unavailable());
    }

    private static void startsAllTheSame(DocumentKey key) {
        assertTimeoutPreemptively(BOUND, () -> {
            try (Documents starting = Documents.open(settings(postgres.url()))) {
                assertThrows(DocumentsUnavailableException.class, () -> starting.find(key));
            }
        });
    }

    @Test
    void aDatabaseThatIsSilentFailsEveryQuestionInBoundedTime() {
        DocumentKey key = new DocumentKey("pres-rules", "sip:silence@example.com", "index");
        try (Documents node = Documents.open(settings(postgres.url(), Postgres.PASSWORD, 2))) {
            node.store(document(key, "t1", "kept"), Optional.empty());

            postgres.freeze();
            try {
                everyQuestionFails(node, key);
            } finally {
                postgres.thaw();
            }

            findWhenBack(node, key);
        }
        findWhenBack(documents, key);
    }

    @Test
    void aNodeThatStartedWithoutTheDatabaseMakesItsTablesWhenItIsThere() throws SQLException {
        String late = postgres.url().replaceFirst("[^/]*$", "late");
        DocumentKey key = new DocumentKey("pres-rules", "sip:late@example.com", "index");
        try (Documents node = Documents.open(settings(late))) {
            assertThrows(DocumentsUnavailableException.class, () -> node.find(key));

            sql("create database late");

            await(() -> node.store(document(key, "t1", "x"), Optional.empty()));
            assertEquals("x", text(node.find(key).orElseThrow()));
        }
    }

    private static StoredDocument findWhenBack(Documents node, DocumentKey key) {
        await(() -> node.find(key).isPresent());
        return node.find(key).orElseThrow();
    }

    /** Until it neither fails nor is false. */
    private static void await(BooleanSupplier condition) {
        assertTimeoutPreemptively(Duration.ofSeconds(15), () -> {
            boolean holds = false;
            while (!holds) {
                try {
                    holds = condition.getAsBoolean();
                } catch (DocumentsUnavailableException notYet) {
                    LockSupport.parkNanos(20_000_000);
                }
            }
        });
    }

    private static void sql(String statement) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", Postgres.USER);
        login.setProperty("password", Postgres.PASSWORD);
        try (Connection connection = new Driver().connect(postgres.url(), login); Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}
