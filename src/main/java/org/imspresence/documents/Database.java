package org.imspresence.documents;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database and whether it answers. When a question shows that it does not, this is said once, and from then on every question fails at once instead of waiting its turn to find out the same. A thread of its own looks for
 * the database each second, brings the tables up to date when it is there, says so, and questions are asked again.
 */
final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private static final long LOOK_AGAIN_SECONDS = 1;
    private static final String TABLES = "classpath:org/imspresence/documents/schema";
    private static final String CLOSED = "the documents are closed";
    private static final String SILENT = "the database of documents does not answer at present";

    /** How an SQLSTATE begins that blames the statement, its data or other transactions, and not the database. */
    private static final Set<String> BLAME_THE_QUESTION = Set.of("22", "23", "25", "40", "42", "54", "55", "57014", "HY");

    /** What is asked on a connection. */
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private final HikariDataSource pool;
    private final ScheduledThreadPoolExecutor looking;
    /** Why nothing is to be asked; null when the database answers. */
    private final AtomicReference<String> trouble = new AtomicReference<>();

    Database(HikariDataSource pool) {
        this.pool = pool;
        looking = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "documents-looking");
            thread.setDaemon(true);
            return thread;
        });
        looking.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Makes sure that the database is there and its tables are those that this program knows.
     *
     * @throws SQLException    when it is not there
     * @throws FlywayException when the tables are not and cannot be made so
     */
    void connect() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            LOG.debug("connected to {}", connection.getMetaData().getDatabaseProductVersion());
        }
        Flyway.configure(Database.class.getClassLoader()).dataSource(pool).locations(TABLES).failOnMissingLocations(true).load().migrate();
    }

    /** @throws DocumentsUnavailableException when the database does not answer, or refuses the question */
    <T> T ask(Question<T> question) {
        String known = trouble.get();
        if (known != null) {
            throw new DocumentsUnavailableException(known, null);
        }
        try (Connection connection = pool.getConnection()) {
            return question.ask(connection);
        } catch (SQLTransientConnectionException e) {
            if (e.getCause() == null) {
                throw new DocumentsUnavailableException("all connections to the database of documents are busy", e);
            }
            lost(e);
            throw new DocumentsUnavailableException(SILENT, e);
        } catch (SQLException e) {
            String state = String.valueOf(e.getSQLState());
            if (BLAME_THE_QUESTION.stream().noneMatch(state::startsWith)) {
                lost(e);
            }
            throw new DocumentsUnavailableException("the database of documents has failed", e);
        }
    }

    boolean answers() {
        return trouble.get() == null;
    }

    /** Nothing is asked until the database has been found again. */
    void lost(Throwable reason) {
        if (trouble.compareAndSet(null, SILENT)) {
            LOG.warn("no documents can be read or written until their database is back: {}", inOneLine(reason));
            pool.getHikariPoolMXBean().softEvictConnections();
            lookLater();
        }
    }

    private void lookLater() {
        looking.schedule(this::look, LOOK_AGAIN_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            connect();
            if (trouble.compareAndSet(SILENT, null)) {
                LOG.info("the database of documents is back");
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("the database of documents is not back", e);
            lookLater();
        }
    }

    /** What to tell a person: what the pool waited for in vain, rather than that it waited. */
    static String inOneLine(Throwable reason) {
        Throwable told = reason instanceof SQLTransientConnectionException && reason.getCause() != null ? reason.getCause() : reason;
        return String.valueOf(told.getMessage()).strip().replaceAll("\\s+", " ");
    }

    @Override
    public void close() {
        trouble.set(CLOSED);
        looking.shutdownNow();
        pool.close();
        Drivers.deregister();
    }
}
