package org.imspresence.documents;

import java.util.Properties;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The pools of connections for either kind of database. */
final class Pools {

    private Pools() {
    }

    /**
     * A database in files, inside this process: nothing listens, and the files are locked. A commit is handed to the operating system at once, not within half a second. The database closes with its last
     * connection, so one is kept for good.
     *
     * @throws com.zaxxer.hikari.pool.HikariPool.PoolInitializationException with what the database says, when it cannot be opened
     */
    static HikariDataSource embedded(DocumentsSettings settings) {
        HikariConfig config = config(settings);
        config.setDriverClassName("org.h2.Driver");
        config.setJdbcUrl("jdbc:h2:file:" + settings.directory().resolve("documents")
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0;LOCK_TIMEOUT=" + settings.timeout().toMillis());
        config.setUsername("sa");
        config.setPassword("");
        config.setMaxLifetime(0);
        return new HikariDataSource(config);
    }

    /** A database on the network, which need not be there yet. Options in the URL win over those that are set here. */
    static HikariDataSource shared(DocumentsSettings settings, DocumentsSettings.Server server) {
        HikariConfig config = config(settings);
        config.setDriverClassName("org.postgresql.Driver");
        config.setJdbcUrl(server.url());
        if (!server.user().isEmpty()) {
            config.setUsername(server.user());
            config.setPassword(server.password());
        }
        String seconds = Long.toString(settings.timeout().toSeconds());
        Properties driver = new Properties();
        driver.setProperty("connectTimeout", seconds);
        driver.setProperty("socketTimeout", seconds);
        driver.setProperty("loginTimeout", seconds);
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("ApplicationName", "presence");
        config.setDataSourceProperties(driver);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static HikariConfig config(DocumentsSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("documents");
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.timeout().toMillis());
        config.setValidationTimeout(settings.timeout().toMillis());
        // A stricter default of the server's would make writes fail that only have to be compared and set.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return config;
    }
}
