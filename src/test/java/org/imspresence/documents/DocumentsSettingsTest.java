package org.imspresence.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsSettingsTest {

    private static final String URL = "jdbc:postgresql://db.example.com:5432/presence?sslmode=verify-full&sslpassword=secret";

    @TempDir
    private Path directory;

    @Test
    void aNodeOnItsOwnHasADatabaseInItsWorkingDirectory() {
        DocumentsSettings settings = of();

        assertEquals(new DocumentsSettings(false, Path.of("documents").toAbsolutePath(), Optional.empty(), 8, Duration.ofSeconds(2)), settings);
    }

    @Test
    void aNodeOfAClusterWithoutASharedDatabaseHasNoDocumentsAndSaysWhatToDo() {
        try (Documents documents = Documents.open(of("cluster.address", "127.0.0.1:7800"))) {
            assertTrue(documents.unavailable().orElseThrow().contains("documents.url"));
            assertEquals(List.of(), DocumentsContract.of(documents, "sip:a@example.com"));
            assertThrows(DocumentsUnavailableException.class, () -> documents.find(new DocumentKey("pres-rules", "sip:a@example.com", "index")));
            assertEquals(0, documents.gauges().get("presence_documents_available").getAsLong());
        }
    }

    @Test
    void thePasswordMayBeInAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "secret\nnot this\n");

        DocumentsSettings settings = of("documents.url", URL, "documents.user", "presence", "documents.password-file", file.toString());

        assertEquals(new DocumentsSettings.Server(URL, "presence", "secret"), settings.server().orElseThrow());
    }

    @Test
    void secretsAreNotInWhatIsLogged() {
        String text = of("documents.url", URL, "documents.user", "presence", "documents.password", "secret").toString();

        assertTrue(text.contains("jdbc:postgresql://db.example.com:5432/presence"), text);
        assertFalse(text.contains("secret"), text);
    }

    @Test
    void nonsenseIsRefusedByTheNameOfItsSetting() {
        refuses("documents.url", "documents.url", "jdbc:mysql://db.example.com/presence");
        refuses("documents.url", "documents.url", "jdbc:postgresql://db.example.com:port/presence");
        refuses("documents.user", "documents.user", "presence");
        refuses("documents.user", "documents.password", "secret");
        refuses("documents.password-file", "documents.url", URL, "documents.password-file", directory.resolve("missing").toString());
        refuses("documents.password", "documents.url", URL, "documents.password", "a", "documents.password-file", "b");
        refuses("documents.connections", "documents.connections", "1");
        refuses("documents.timeout", "documents.timeout", "0");
        refuses("documents.directory", "documents.directory", "");
        refuses("documents.directory", "documents.directory", "x;INIT=RUNSCRIPT FROM 'http://example.com'");
        refuses("documents.directory", "documents.directory", "x\0");
    }

    private static void refuses(String named, String... given) {
        SettingsException refused = assertThrows(SettingsException.class, () -> of(given));

        assertTrue(refused.getMessage().startsWith(named), refused.getMessage());
        assertFalse(refused.getMessage().contains("secret"), refused.getMessage());
    }

    private static DocumentsSettings of(String... given) {
        Properties properties = new Properties();
        for (int i = 0; i < given.length; i += 2) {
            properties.setProperty("presence." + given[i], given[i + 1]);
        }
        return DocumentsSettings.of(Settings.read(properties, Map.of()));
    }
}
