package org.imspresence.xcap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.imspresence.address.PresenceAddress;
import org.imspresence.config.Setting;
import org.imspresence.config.SettingsException;

/** Who can authenticate by HTTP Digest: a file such as {@code htdigest} writes. */
public final class Users {

    /**
     * @param secrets    H(user:realm:password) in lower-case hexadecimal
     * @param identities canonical addresses
     */
    record User(Map<DigestAlgorithm, String> secrets, Set<String> identities) {}

    private final String realm;
    private final Map<String, User> byName;

    private Users(String realm, Map<String, User> byName) {
        this.realm = realm;
        this.byName = byName;
    }

    /** @throws SettingsException naming the file and the line */
    static Users read(String file) {
        try {
            return parse(file, Files.readAllLines(Path.of(file), StandardCharsets.UTF_8));
        } catch (IOException | InvalidPathException e) {
            throw new SettingsException(Setting.XCAP_USERS_FILE.key() + ": cannot read " + file + ": " + e.getMessage());
        }
    }

    private static Users parse(String file, List<String> lines) {
        Set<String> realms = new TreeSet<>();
        Map<String, User> byName = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            try {
                String[] fields = line.split(":", 4);
                if (fields.length < 3 || fields[0].isEmpty()) {
                    throw new IllegalArgumentException("is not USER:REALM:HA1");
                }
                realms.add(fields[1]);
                add(byName, fields);
            } catch (IllegalArgumentException e) {
                throw new SettingsException(Setting.XCAP_USERS_FILE.key() + ": line " + (i + 1) + " of " + file + ": " + e.getMessage());
            }
        }
        if (realms.size() != 1 || realms.iterator().next().chars().anyMatch(c -> c < ' ' || c > '~' || c == '"' || c == '\\')) {
            throw new SettingsException(Setting.XCAP_USERS_FILE.key() + ": " + file + " must have users, all of one realm in plain ASCII, and has " + realms);
        }
        return new Users(realms.iterator().next(), byName);
    }

    private static void add(Map<String, User> byName, String[] fields) {
        String secret = fields[2].toLowerCase(Locale.ROOT);
        DigestAlgorithm algorithm = Arrays.stream(DigestAlgorithm.values())
                .filter(candidate -> secret.matches("[0-9a-f]{" + candidate.hexDigits() + "}"))
                .findFirst().orElseThrow(() -> new IllegalArgumentException("HA1 is neither 32 nor 64 hexadecimal digits"));
        String identities = fields.length > 3 ? fields[3] : "sip:" + fields[0];
        User user = byName.computeIfAbsent(fields[0], name -> new User(new EnumMap<>(DigestAlgorithm.class), new TreeSet<>()));
        user.secrets().put(algorithm, secret);
        for (String identity : identities.split(",")) {
            user.identities().add(PresenceAddress.parse(identity).canonical());
        }
    }

    String realm() {
        return realm;
    }

    Optional<User> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Those that the file has secrets for, the strongest first. */
    List<DigestAlgorithm> algorithms() {
        return Arrays.stream(DigestAlgorithm.values()).filter(algorithm -> byName.values().stream().anyMatch(user -> user.secrets().containsKey(algorithm))).toList();
    }
}
