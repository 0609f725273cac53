package org.imspresence.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

import org.imspresence.cluster.ClusterSettings;
import org.imspresence.cluster.NodeKey;
import org.imspresence.config.Setting;
import org.imspresence.config.Settings;
import org.imspresence.config.SettingsException;

/** How a node with a cluster address finds its peers other than by a list, and what they know each other by. */
final class NodeOptions {

    private NodeOptions() {
    }

    /** @throws SettingsException when a setting of the cluster makes no sense; before anything is opened */
    static ClusterSettings add(Settings settings, ClusterSettings node) {
        node.bind().ifPresent(bind -> OwnHost.of(Setting.CLUSTER_ADDRESS, bind.toString(), bind.host(), "nodes need an address of this machine that the others can reach"));
        ClusterSettings found = dns(settings).map(node::withDns).orElse(node);
        return key(settings).map(found::withKey).orElse(found);
    }

    private static Optional<ClusterSettings.Dns> dns(Settings settings) {
        String query = settings.text(Setting.CLUSTER_DNS_QUERY);
        String server = settings.text(Setting.CLUSTER_DNS_SERVER);
        if (query.isEmpty()) {
            if (!server.isEmpty()) {
                throw new SettingsException(Setting.CLUSTER_DNS_SERVER.key() + " is given without " + Setting.CLUSTER_DNS_QUERY.key());
            }
            return Optional.empty();
        }
        if (!settings.list(Setting.CLUSTER_JOIN).isEmpty()) {
            throw new SettingsException(Setting.CLUSTER_DNS_QUERY.key() + " and " + Setting.CLUSTER_JOIN.key() + " are both given: nodes are found by DNS or by a list");
        }
        return Optional.of(new ClusterSettings.Dns(query,
                Optional.of(server).filter(text -> !text.isEmpty()).map(text -> PresenceServer.hostPort(Setting.CLUSTER_DNS_SERVER, text))));
    }

    private static Optional<NodeKey> key(Settings settings) {
        String file = settings.text(Setting.CLUSTER_KEYSTORE);
        String password = password(settings, Setting.CLUSTER_KEYSTORE_PASSWORD, Setting.CLUSTER_KEYSTORE_PASSWORD_FILE);
        if (file.isEmpty()) {
            if (!password.isEmpty()) {
                throw new SettingsException(Setting.CLUSTER_KEYSTORE_PASSWORD.key() + " is given without " + Setting.CLUSTER_KEYSTORE.key() + ": the traffic between nodes would be clear text");
            }
            return Optional.empty();
        }
        try {
            return Optional.of(NodeKey.load(Path.of(file), password));
        } catch (IllegalArgumentException e) {
            throw unusable(Setting.CLUSTER_KEYSTORE, file, Setting.CLUSTER_KEYSTORE_PASSWORD, e);
        }
    }

    /** @param why there is no usable key in the file */
    static SettingsException unusable(Setting keystore, String file, Setting password, IllegalArgumentException why) {
        return new SettingsException(keystore.key() + "=" + file + ", " + password.key() + ": " + why.getMessage());
    }

    /** The password that one of two settings gives: as it is, or in a file. */
    static String password(Settings settings, Setting asItIs, Setting inFile) {
        String given = settings.text(asItIs);
        String file = settings.text(inFile);
        if (file.isEmpty()) {
            return given;
        }
        if (!given.isEmpty()) {
            throw new SettingsException(asItIs.key() + " and " + inFile.key() + " are both given");
        }
        try {
            return Files.readString(Path.of(file)).lines().findFirst().orElse("").strip();
        } catch (IOException | InvalidPathException e) {
            throw new SettingsException(inFile.key() + "=" + file + " cannot be read: " + e.getMessage());
        }
    }
}
