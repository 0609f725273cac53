package org.imspresence.deploy;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Kubernetes manifests, read as strictly as an API server does: a field that the schema of its kind does not have, one that is missing, or one of another type is an
 * {@link IllegalArgumentException} or a {@link com.google.gson.JsonParseException} that names it.
 */
final class Manifests {

    /** Generated from the OpenAPI document of Kubernetes; throws for unknown and for missing fields, down to the last one. */
    private interface Schema {
        void validate(JsonElement manifest) throws IOException;
    }

    private record Kind(String apiVersion, Class<?> type, Schema schema) {
    }

    private static final Map<String, Kind> KINDS = Map.of(
            "ConfigMap", new Kind("v1", V1ConfigMap.class, V1ConfigMap::validateJsonElement),
            "Service", new Kind("v1", V1Service.class, V1Service::validateJsonElement),
            "StatefulSet", new Kind("apps/v1", V1StatefulSet.class, V1StatefulSet::validateJsonElement),
            "PodDisruptionBudget", new Kind("policy/v1", V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement));

    private static final Gson GSON = new GsonBuilder().registerTypeAdapter(OffsetDateTime.class, new Times()).create();

    private final List<Object> all = new ArrayList<>();

    Manifests(List<Path> files) throws IOException {
        for (Path file : files) {
            for (Object document : yaml().loadAll(Files.readString(file))) {
                all.add(checked(GSON.toJsonTree(document), file));
            }
        }
    }

    private static Object checked(JsonElement manifest, Path file) throws IOException {
        Kind kind = KINDS.get(manifest.getAsJsonObject().get("kind").getAsString());
        if (kind == null || !kind.apiVersion().equals(manifest.getAsJsonObject().get("apiVersion").getAsString())) {
            throw new IllegalArgumentException(file + ": no schema for " + manifest);
        }
        kind.schema().validate(manifest);
        return GSON.fromJson(manifest, kind.type());
    }

    /** A YAML file of one document. */
    static Map<String, Object> document(Path file) throws IOException {
        return yaml().load(Files.readString(file));
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Yaml(new SafeConstructor(options));
    }

    <T> List<T> all(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** @throws IllegalStateException when there is not exactly one */
    <T> T one(Class<T> type) {
        List<T> found = all(type);
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " of " + type.getSimpleName());
        }
        return found.get(0);
    }

    /** Times are what the API server writes, never a manifest. */
    private static final class Times extends TypeAdapter<OffsetDateTime> {

        @Override
        public void write(JsonWriter out, OffsetDateTime time) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OffsetDateTime read(JsonReader in) {
            throw new IllegalArgumentException("a time at " + in.getPath());
        }
    }
}
