package org.imspresence.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.imspresence.json.Json;
import org.junit.jupiter.api.Test;

/** {@code api/openapi.json} describes the interface that there is. */
class OpenApiTest {

    private static final String REFERENCE = "#/components/schemas/";
    private static final List<Class<?>> ANSWERS = List.of(ServerView.class, NodesView.class, CountersView.class, TryItView.class, PresentitiesView.class, PresentityView.class, StateView.class, WatchersView.class, FollowedMessage.class, Outcomes.class);

    private final Map<String, Object> description;

    OpenApiTest() throws IOException {
        description = Json.object(Files.readAllBytes(Path.of("src/main/webapp/api/openapi.json")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> of, String member) {
        return (Map<String, Object>) of.getOrDefault(member, Map.of());
    }

    private Map<String, Object> schemas() {
        return object(object(description, "components"), "schemas");
    }

    private static Map<String, Class<?>> records() {
        return ANSWERS.stream().flatMap(type -> Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))).filter(Class::isRecord)
                .collect(Collectors.toMap(Class::getSimpleName, type -> type));
    }

    @Test
    void thePathsAndMethodsAreThoseThatAreServed() {
        Set<String> described = new TreeSet<>();
        Map<String, Object> paths = object(description, "paths");
        paths.keySet().forEach(path -> object(paths, path).keySet().forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + ' ' + path)));

        assertEquals(Arrays.stream(Route.values()).map(route -> route.method() + ' ' + route.path()).collect(Collectors.toCollection(TreeSet::new)), described);
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        Map<String, Object> paths = object(description, "paths");
        for (String path : paths.keySet()) {
            Set<String> inPath = Arrays.stream(path.split("/")).filter(segment -> segment.startsWith("{")).map(segment -> segment.substring(1, segment.length() - 1)).collect(Collectors.toSet());
            for (String method : object(paths, path).keySet()) {
                List<?> parameters = (List<?>) object(object(paths, path), method).getOrDefault("parameters", List.of());
                Set<Object> described = parameters.stream().map(Map.class::cast).filter(parameter -> parameter.get("in").equals("path")).map(parameter -> parameter.get("name")).collect(Collectors.toSet());
                assertEquals(inPath, described, method + ' ' + path);
            }
        }
    }

    @Test
    void theObjectsHaveTheMembersThatAreAnswered() {
        Map<String, Class<?>> records = records();
        Set<String> described = new TreeSet<>(schemas().keySet());
        described.remove("Problem");
        assertEquals(new TreeSet<>(records.keySet()), described);
        records.forEach((name, type) -> {
            Map<String, Object> properties = object(object(schemas(), name), "properties");
            Map<String, String> members = new TreeMap<>();
            Arrays.stream(type.getRecordComponents()).forEach(component -> members.put(component.getName(), type(component.getType(), component)));
            Map<String, String> documented = new TreeMap<>();
            properties.forEach((member, schema) -> documented.put(member, type(object(properties, member))));
            assertEquals(members, documented, name);
        });
    }

    /** In the words of a schema: a type, or the name of a record. */
    private static String type(Class<?> type, RecordComponent component) {
        if (type == boolean.class) {
            return "boolean";
        }
        if (type == int.class || type == long.class || type == Integer.class) {
            return "integer";
        }
        if (Collection.class.isAssignableFrom(type)) {
            String element = component.getGenericType().getTypeName().replaceFirst(".*<(?:.*[.$])?(\\w+)>", "$1");
            return "array of " + (element.equals("String") ? "string" : element);
        }
        return type == String.class ? "string" : type.getSimpleName();
    }

    private static String type(Map<String, Object> schema) {
        if (schema.get("$ref") instanceof String reference) {
            return reference.substring(REFERENCE.length());
        }
        return schema.get("type").equals("array") ? "array of " + type(object(schema, "items")) : (String) schema.get("type");
    }

    @Test
    void whatIsReferredToIsThere() {
        Set<String> references = new TreeSet<>();
        collect(description, references);

        references.forEach(reference -> assertTrue(schemas().containsKey(reference.substring(REFERENCE.length())), reference));
        assertEquals(schemas().size(), references.size(), "no schema without use");
    }

    private static void collect(Object value, Set<String> references) {
        if (value instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                if (name.equals("$ref")) {
                    references.add((String) member);
                } else {
                    collect(member, references);
                }
            });
        } else if (value instanceof List<?> array) {
            array.forEach(element -> collect(element, references));
        }
    }
}
