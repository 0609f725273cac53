package org.imspresence.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.servlet.ServletContext;
import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** {@code /api}: lets in whom the setting {@code console} says, and hands requests to {@link RestApi}. */
public final class RestServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String V1 = "/v1/";
    private static final String DESCRIPTION = "/openapi.json";
    private static final String WHOEVER_IS_HERE = "(local)";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            RestApi api = api(getServletContext());
            Optional<String> operator = operator(api.settings().access(), request, response);
            if (operator.isPresent()) {
                answer(api, operator.get(), request, response);
            }
        } catch (Problem problem) {
            write(problem.response(), request, response);
        }
    }

    /** @throws Problem 503 before the node is open */
    static RestApi api(ServletContext context) {
        if (context.getAttribute(RestApi.class.getName()) instanceof RestApi api) {
            return api;
        }
        throw new Problem(503, "starting").withHeader("Retry-After", "5");
    }

    /** @return empty when the container has answered: it asks for credentials */
    static Optional<String> operator(Access access, HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        switch (access) {
            case OPEN -> {
                Gate.checkIsLocal(request.getRemoteAddr(), header(request, "Host"));
                return Optional.of(WHOEVER_IS_HERE);
            }
            case ROLE -> {
                if (!request.authenticate(response)) {
                    return Optional.empty();
                }
                if (!request.isUserInRole(Access.ROLE_NAME)) {
                    throw new Problem(403, "the role " + Access.ROLE_NAME + " is needed");
                }
                return Optional.of(request.getRemoteUser());
            }
            default -> throw new Problem(404, "not here");
        }
    }

    private void answer(RestApi api, String operator, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String root = request.getContextPath() + request.getServletPath();
        String path = request.getRequestURI().substring(root.length());
        if (path.equals(DESCRIPTION)) {
            write(description(), request, response);
            return;
        }
        List<String> segments = path.startsWith(V1) ? ApiRequest.segments(path.substring(V1.length())) : List.of();
        Map<String, String> query = ApiRequest.parameters(request.getQueryString() == null ? "" : request.getQueryString());
        ApiRequest read = new ApiRequest(operator, request.getMethod(), segments, query, name -> header(request, name), body(request, api.settings().maxBody()));
        if (!read.isReading()) {
            Gate.checkIsOwn(header(request, "Origin"), header(request, "Sec-Fetch-Site"), header(request, "Host"), read.mediaType());
        }
        if (api.isStream(read)) {
            api.follow(read, () -> open(response));
        } else {
            write(api.answer(read), request, response);
        }
    }

    private static EventStream open(HttpServletResponse response) throws IOException {
        response.setContentType(EventStream.TYPE);
        return new EventStream(response.getOutputStream(), response::flushBuffer);
    }

    private ApiResponse description() throws IOException {
        try (InputStream file = getServletContext().getResourceAsStream("/api" + DESCRIPTION)) {
            return new ApiResponse(HttpServletResponse.SC_OK, "application/json", file.readAllBytes(), Map.of());
        }
    }

    private static String header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }

    private static byte[] body(HttpServletRequest request, int maxBytes) throws IOException {
        byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw new Problem(413, "the body is larger than " + maxBytes + " bytes");
        }
        return body;
    }

    static void write(ApiResponse answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentType(answer.contentType());
        response.setContentLength(answer.body().length);
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(answer.body());
        }
    }
}
