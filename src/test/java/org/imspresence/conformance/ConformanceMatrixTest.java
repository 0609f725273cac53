package org.imspresence.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** {@code docs/conformance.md} says what is so: the tests that it names exist, and its counts are those of its rows. */
class ConformanceMatrixTest {

    private static final Path DOCUMENT = Path.of("docs", "conformance.md");
    private static final List<String> PACKAGES = List.of("org.imspresence.conformance.", "org.imspresence.", "org.imspresence.dialog.location.");
    private static final Pattern RFC = Pattern.compile("## (RFC \\d+).*");
    private static final Set<String> MUSTS = Set.of("MUST", "MUST NOT");
    private static final Set<String> SHOULDS = Set.of("SHOULD", "SHOULD NOT", "RECOMMENDED");
    private static final String MET = "met";
    private static final List<String> STATES = List.of(MET, "not met", "does not apply");

    private record NamedTest(String type, String method) {

        private static final Pattern TEST = Pattern.compile("`(\\w+(?:IT|Test))\\.(\\w+)`");

        static List<NamedTest> in(String text) {
            return TEST.matcher(text).results().map(test -> new NamedTest(test.group(1), test.group(2))).toList();
        }

        boolean isOnTheRunningServer() {
            return type.endsWith("IT");
        }
    }

    /** One row of the matrix; {@code proof} is a list of tests, or a reason. */
    private record Requirement(String clause, String level, String asked, String state, String proof) {

        boolean is(String wanted) {
            return state.equals(wanted);
        }
    }

    private final List<Requirement> requirements = new ArrayList<>();
    private final Map<String, List<Integer>> counts = new LinkedHashMap<>();

    ConformanceMatrixTest() throws IOException {
        String rfc = "";
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher heading = RFC.matcher(line);
            List<String> cells = cells(line);
            if (heading.matches()) {
                rfc = heading.group(1) + " ";
            } else if (!rfc.isEmpty() && line.startsWith("| s")) {
                assertEquals(5, cells.size(), line);
                requirements.add(new Requirement(rfc + cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)));
            } else if (rfc.isEmpty() && (line.startsWith("| RFC") || line.startsWith("| all"))) {
                counts.put(cells.get(0), cells.stream().skip(1).map(Integer::valueOf).toList());
            }
        }
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
    }

    private static List<Integer> count(List<Requirement> rows) {
        List<Integer> count = new ArrayList<>();
        for (Set<String> levels : List.of(MUSTS, SHOULDS)) {
            count.add((int) rows.stream().filter(row -> levels.contains(row.level())).count());
        }
        for (String state : STATES) {
            count.add((int) rows.stream().filter(row -> row.is(state)).count());
        }
        return count;
    }

    private static Optional<Class<?>> testClass(String name) {
        for (String inPackage : PACKAGES) {
            try {
                return Optional.of(Class.forName(inPackage + name, false, ConformanceMatrixTest.class.getClassLoader()));
            } catch (ClassNotFoundException elsewhere) {
                continue;
            }
        }
        return Optional.empty();
    }

    private static Set<String> testsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void everyRowIsWhole() {
        assertTrue(requirements.size() > 90, "rows: " + requirements.size());
        for (Requirement row : requirements) {
            assertTrue(MUSTS.contains(row.level()) || SHOULDS.contains(row.level()), row::toString);
            assertTrue(STATES.contains(row.state()), row::toString);
            assertFalse(row.asked().isEmpty(), row::toString);
            assertFalse(row.proof().isEmpty(), row::toString);
        }
    }

    @Test
    void theCountsAreThoseOfTheRows() {
        Map<String, List<Integer>> counted = new LinkedHashMap<>();
        requirements.stream().map(Requirement::clause).distinct().forEach(clause ->
                counted.put(clause, count(requirements.stream().filter(row -> row.clause().equals(clause)).toList())));
        counted.put("all", count(requirements));

        assertEquals(counted, counts);
        assertEquals(List.copyOf(counted.keySet()), List.copyOf(counts.keySet()));
    }

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        for (NamedTest test : NamedTest.in(Files.readString(DOCUMENT))) {
            Class<?> type = testClass(test.type()).orElseThrow(() -> new AssertionError("no class for " + test));
            assertTrue(testsOf(type).contains(test.method()), test::toString);
        }
    }

    @Test
    void whatIsMetIsProvenOnTheRunningServer() {
        requirements.stream().filter(row -> row.is(MET)).forEach(row ->
                assertTrue(NamedTest.in(row.proof()).stream().anyMatch(NamedTest::isOnTheRunningServer), row::toString));
    }

    @Test
    void everyTestOfConformanceIsNamed() throws IOException {
        Set<NamedTest> unnamed = Stream.of(SubscriptionConformanceIT.class, PublicationConformanceIT.class, DialogConformanceIT.class, WatcherInfoConformanceIT.class, XcapConformanceIT.class)
                .flatMap(type -> testsOf(type).stream().map(method -> new NamedTest(type.getSimpleName(), method)))
                .collect(Collectors.toSet());
        unnamed.removeAll(NamedTest.in(Files.readString(DOCUMENT)));

        assertEquals(Set.of(), unnamed);
    }
}
