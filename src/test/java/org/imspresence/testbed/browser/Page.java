package org.imspresence.testbed.browser;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.imspresence.json.Json;

/** A page of a {@link Browser}: what a person would do with mouse and keyboard, and see. */
public final class Page implements AutoCloseable {

    /** Times, 10 ms apart, that an element has to be found at the same place before it is clicked on: a page moves while it fills. */
    private static final int STILL = 10;
    private static final Map<String, Integer> KEYS = Map.of("Tab", 9, "Enter", 13, "Escape", 27, " ", 32, "ArrowDown", 40);
    private static final int SHIFT = 8;

    private final DevTools tools;
    private final String context;
    private final String session;

    Page(DevTools tools, String context, String session) {
        this.tools = tools;
        this.context = context;
        this.session = session;
        for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
            command(domain + ".enable", Map.of());
        }
    }

    private Map<String, Object> command(String method, Map<String, Object> parameters) {
        return tools.command(session, method, parameters);
    }

    // ---- What surrounds it ---------------------------------------------------------------------------------------------------------------

    /** Pixels of the window. */
    public Page size(int width, int height) {
        command("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** What the user has told the system to prefer. */
    public Page prefers(String feature, String value) {
        command("Emulation.setEmulatedMedia", Map.of("features", List.of(Map.of("name", feature, "value", value))));
        return this;
    }

    // ---- What a person does --------------------------------------------------------------------------------------------------------------

    public Page open(URI address) {
        command("Page.navigate", Map.of("url", address.toString()));
        return this;
    }

    /** Presses the mouse button where the element is, as soon as there is one. */
    @SuppressWarnings("unchecked")
    public void click(String selector, Duration patience) {
        List<Number> at = (List<Number>) await("(() => { const e = " + element(selector) + "; if (!e || e.disabled) return null; e.scrollIntoView({block: 'center'});"
                + " const b = e.getBoundingClientRect(); const at = [Math.round(b.x + b.width / 2), Math.round(b.y + b.height / 2)]; const hit = document.elementFromPoint(...at);"
                + " window.stillFor = window.stillAt === at.join() && e.contains(hit) ? window.stillFor + 1 : 0; window.stillAt = at.join();"
                + " return b.width && window.stillFor > " + STILL + " ? at : null; })()", patience);
        for (String type : List.of("mousePressed", "mouseReleased")) {
            command("Input.dispatchMouseEvent", Map.of("type", type, "x", at.get(0).intValue(), "y", at.get(1).intValue(), "button", "left", "clickCount", 1));
        }
    }

    /** Into what has the focus. */
    public void type(String text) {
        command("Input.insertText", Map.of("text", text));
    }

    public void press(String key) {
        press(key, 0);
    }

    public void pressWithShift(String key) {
        press(key, SHIFT);
    }

    private void press(String key, int modifiers) {
        String text = key.equals("Enter") ? "\r" : key.equals(" ") ? " " : "";
        command("Input.dispatchKeyEvent", Map.of("type", text.isEmpty() ? "rawKeyDown" : "keyDown", "key", key, "code", key, "windowsVirtualKeyCode", KEYS.get(key), "modifiers", modifiers, "text", text));
        command("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", KEYS.get(key), "modifiers", modifiers));
    }

    // ---- What a person sees --------------------------------------------------------------------------------------------------------------

    /** A script's expression for the first visible element that matches. */
    private static String element(String selector) {
        return "document.querySelector(" + quoted(selector) + ")";
    }

    /** A script's string. */
    public static String quoted(String text) {
        return new String(Json.write(text), StandardCharsets.UTF_8);
    }

    /** The value of a script's expression. */
    public Object value(String expression) {
        Map<String, Object> answer = command("Runtime.evaluate", Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
        if (answer.containsKey("exceptionDetails")) {
            throw new IllegalStateException(expression + ": " + answer.get("exceptionDetails"));
        }
        return DevTools.object(answer, "result").get("value");
    }

    /**
     * Waits until a script's expression is true of the page, and returns its value.
     *
     * @throws AssertionError with the text of the page when it does not become so
     */
    public Object await(String expression, Duration patience) {
        Object value = value("new Promise(done => { const end = Date.now() + " + patience.toMillis() + "; const look = () => { let v; try { v = " + expression + "; } catch (e) { v = null; }"
                + " if (v || Date.now() > end) done(v); else setTimeout(look, 10); }; look(); })");
        if (value == null || Boolean.FALSE.equals(value) || "".equals(value)) {
            throw new AssertionError("it did not become true that " + expression + " in\n" + value("document.body.innerText") + "\nand the page said\n" + complaints());
        }
        return value;
    }

    /** Waits until the element shows that text. */
    public void awaitText(String selector, String text, Duration patience) {
        await(element(selector) + "?.innerText.includes(" + quoted(text) + ")", patience);
    }

    public String text(String selector) {
        return (String) value(element(selector) + "?.innerText ?? ''");
    }

    /** What scripts threw and the browser refused, such as by the Content-Security-Policy. */
    public List<String> complaints() {
        return tools.events(session).stream()
                .filter(event -> event.method().equals("Runtime.exceptionThrown") || event.method().equals("Log.entryAdded") && "security".equals(DevTools.object(event.parameters(), "entry").get("source")))
                .map(event -> event.parameters().toString()).toList();
    }

    /** Addresses of all requests so far. */
    public List<String> requests() {
        return tools.events(session).stream().filter(event -> event.method().equals("Network.requestWillBeSent")).map(event -> (String) DevTools.object(event.parameters(), "request").get("url")).toList();
    }

    /** Bytes of all responses so far, headers and all. */
    public long received() {
        return tools.events(session).stream().filter(event -> event.method().equals("Network.loadingFinished")).mapToLong(event -> ((Number) event.parameters().get("encodedDataLength")).longValue()).sum();
    }

    /** Writes a picture of the window as PNG. */
    public void picture(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, Base64.getDecoder().decode((String) command("Page.captureScreenshot", Map.of("format", "png")).get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        tools.command("", "Target.disposeBrowserContext", Map.of("browserContextId", context));
    }
}
