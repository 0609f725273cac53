package org.imspresence.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.postgresql.Driver;

/**
 * Where the documents are. See {@link Setting} for what each leads to.
 *
 * @param clustered   this node is one of several, so that a database of its own would be another one than theirs
 * @param directory   of the embedded database; absolute
 * @param server      the database that nodes share; empty: the embedded one
 * @param connections 2..: of this node at most
 * @param timeout     for a connection, and again for an answer
 */
public record DocumentsSettings(boolean clustered, Path directory, Optional<Server> server, int connections, Duration timeout) {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** A PostgreSQL database. */
    public record Server(String url, String user, String password) {

        /** The URL without its options, for logs: a password may be among them. */
        String place() {
            return url.replaceFirst("\\?.*", "");
        }

        @Override
        public String toString() {
            return place();
        }
    }

    /** @throws SettingsException naming the first that is malformed, out of range or contradicts another */
    public static DocumentsSettings of(Settings settings) {
        return new DocumentsSettings(
                !settings.text(Setting.CLUSTER_ADDRESS).isEmpty(),
                directory(settings),
                server(settings),
                settings.number(Setting.DOCUMENTS_CONNECTIONS, 2, 100),
                Duration.ofSeconds(settings.number(Setting.DOCUMENTS_TIMEOUT, 1, 60)));
    }

    private static Path directory(Settings settings) {
        String text = settings.text(Setting.DOCUMENTS_DIRECTORY);
        if (text.isEmpty()) {
            throw new SettingsException(Setting.DOCUMENTS_DIRECTORY.key() + " is empty");
        }
        try {
            Path directory = Path.of(text).toAbsolutePath().normalize();
            // What follows a semicolon would be an option of the database.
            if (directory.toString().contains(";")) {
                throw new SettingsException(Setting.DOCUMENTS_DIRECTORY.key() + "=" + text + ": a semicolon in the path cannot be used");
            }
            return directory;
        } catch (InvalidPathException e) {
            throw new SettingsException(Setting.DOCUMENTS_DIRECTORY.key() + "=" + text + " is not a directory: " + e.getMessage());
        }
    }

    private static Optional<Server> server(Settings settings) {
        String url = settings.text(Setting.DOCUMENTS_URL);
        String user = settings.text(Setting.DOCUMENTS_USER);
        String password = password(settings);
        if (url.isEmpty()) {
            if (!user.isEmpty() || !password.isEmpty()) {
                throw new SettingsException(Setting.DOCUMENTS_USER.key() + " or its password is given without " + Setting.DOCUMENTS_URL.key());
            }
            return Optional.empty();
        }
        if (!url.startsWith(POSTGRESQL) || Driver.parseURL(url, null) == null) {
            throw new SettingsException(Setting.DOCUMENTS_URL.key() + " is not " + POSTGRESQL + "//HOST:PORT/DATABASE");
        }
        return Optional.of(new Server(url, user, password));
    }

    private static String password(Settings settings) {
        String given = settings.text(Setting.DOCUMENTS_PASSWORD);
        String file = settings.text(Setting.DOCUMENTS_PASSWORD_FILE);
        if (file.isEmpty()) {
            return given;
        }
        if (!given.isEmpty()) {
            throw new SettingsException(Setting.DOCUMENTS_PASSWORD.key() + " and " + Setting.DOCUMENTS_PASSWORD_FILE.key() + " are both given");
        }
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("").strip();
        } catch (IOException | InvalidPathException e) {
            throw new SettingsException(Setting.DOCUMENTS_PASSWORD_FILE.key() + "=" + file + " cannot be read: " + e.getMessage());
        }
    }
}
