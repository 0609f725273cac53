package org.imspresence.cluster;

import java.nio.file.Path;
import org.infinispan.configuration.cache.ConfigurationBuilder;
import org.infinispan.configuration.global.GlobalConfigurationBuilder;
import org.infinispan.globalstate.ConfigurationStorage;

/** How Infinispan keeps entries, and who held what, in a directory. All of them are in memory, too: the files are read at the start, and written ever after. */
record Persistence(Path entries) {

    static Persistence of(ClusterSettings.Kept kept) {
        return new Persistence(KeptFiles.entriesIn(kept.directory()));
    }

    void addTo(GlobalConfigurationBuilder global) {
        global.globalState().enable().configurationStorage(ConfigurationStorage.IMMUTABLE)
                .persistentLocation(entries.toString())
                .temporaryLocation(entries.resolve("temporary").toString());
    }

    void addTo(ConfigurationBuilder cache) {
        cache.persistence().passivation(false).addSoftIndexFileStore()
                .dataLocation(entries.resolve("data").toString()).indexLocation(entries.resolve("index").toString())
                .shared(false).preload(true).purgeOnStartup(false);
    }
}
