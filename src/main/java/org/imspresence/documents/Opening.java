package org.imspresence.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Optional;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import org.imspresence.config.Setting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which database a node has, and how it is opened at start. */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** H2's number for a database that another process has opened. */
    private static final int OPEN_ELSEWHERE = 90020;

    private Opening() {
    }

    static Documents open(DocumentsSettings settings) {
        if (settings.server().isPresent()) {
            return shared(settings, settings.server().get());
        }
        if (settings.clustered()) {
            NoDocuments none = new NoDocuments("this node is one of a cluster, whose nodes must share one database of documents, and " + Setting.DOCUMENTS_URL.key() + " names none");
            LOG.warn("no documents: {}. Set it on every node. Until then rules are not read, the default policy holds for every watcher, and XCAP is refused", none.reason());
            return none;
        }
        return embedded(settings);
    }

    private static Documents embedded(DocumentsSettings settings) {
        Path directory = settings.directory();
        Database database = new Database(pool(settings));
        try {
            database.connect();
            Owners owners = database.ask(DocumentTable::owners);
            LOG.info("documents of {} users are in {}", owners.size(), directory);
            return new DatabaseDocuments(database, Optional.of(owners), settings.connections() / 2);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw refused(directory, e);
        }
    }

    private static HikariDataSource pool(DocumentsSettings settings) {
        Path directory = settings.directory();
        try {
            makeForThisUserOnly(directory);
            return Pools.embedded(settings);
        } catch (PoolInitializationException e) {
            throw refused(directory, e.getCause());
        } catch (IOException e) {
            throw refused(directory, e);
        }
    }

    /** Who is on whose list is nobody else's business on this machine. */
    private static void makeForThisUserOnly(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Files.createDirectories(directory);
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(directory, EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        }
    }

    private static DocumentsUnavailableException refused(Path directory, Throwable reason) {
        boolean inUse = reason instanceof SQLException e && e.getErrorCode() == OPEN_ELSEWHERE;
        return new DocumentsUnavailableException(Setting.DOCUMENTS_DIRECTORY.key() + "=" + directory + ": "
                + (inUse ? "another process has this database open; each node needs a directory of its own" : "the database cannot be opened: " + Database.inOneLine(reason)), reason);
    }

    private static Documents shared(DocumentsSettings settings, DocumentsSettings.Server server) {
        Database database = new Database(Pools.shared(settings, server));
        try {
            database.connect();
            LOG.info("documents are in {}", server);
        } catch (SQLException | RuntimeException e) {
            database.lost(e);
        }
        return new DatabaseDocuments(database, Optional.empty(), settings.connections() / 2);
    }
}
