package org.imspresence.telemetry;

import java.io.IOException;
import java.util.function.Predicate;

import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * {@code GET /health/live}: 200 while the process serves HTTP. {@code GET /health/started}: 200 once the node has started, and ever after. {@code GET /health/ready}: 200 when the node can take requests. Else 503.
 * SIP OPTIONS says the same as {@code ready}.
 */
public final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (String.valueOf(request.getPathInfo())) {
            case "/live" -> answer(response, true, "live");
            case "/started" -> answer(response, is(Readiness::isStarted), "started");
            case "/ready" -> answer(response, is(Readiness::isReady), "ready");
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private boolean is(Predicate<Readiness> asked) {
        Readiness readiness = (Readiness) getServletContext().getAttribute(Readiness.class.getName());
        return readiness != null && asked.test(readiness);
    }

    private static void answer(HttpServletResponse response, boolean well, String text) throws IOException {
        response.setStatus(well ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("text/plain;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().println(well ? text : "not " + text);
    }
}
