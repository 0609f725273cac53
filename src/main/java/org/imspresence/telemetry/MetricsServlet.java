package org.imspresence.telemetry;

import java.io.IOException;
import java.io.PrintWriter;

import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** {@code GET /metrics}: the gauges in Prometheus' text format. */
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain;version=0.0.4;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        Gauges gauges = (Gauges) getServletContext().getAttribute(Gauges.class.getName());
        if (gauges == null) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        PrintWriter out = response.getWriter();
        gauges.values().forEach((name, value) -> out.printf("# TYPE %s gauge%n%s %d%n", name, name, value.getAsLong()));
    }
}
