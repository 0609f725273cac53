package org.imspresence.xcap;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;

import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/**
 * RFC 4825 over HTTP: the XCAP root is where this servlet is. It takes the request-target as it came: what the container has decoded and tidied up says no more what a client has sent.
 */
public final class XcapServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        XcapServer server = (XcapServer) getServletContext().getAttribute(XcapServer.class.getName());
        XcapResponse answer = server == null ? XcapResponse.text(503, "starting").with(XcapServer.RETRY_LATER) : server.handle(read(request));
        response.setStatus(answer.status());
        for (Map.Entry<String, String> header : answer.headers()) {
            response.addHeader(header.getKey(), header.getValue());
        }
        if (!answer.contentType().isEmpty()) {
            response.setContentType(answer.contentType());
        }
        if (answer.status() != HttpServletResponse.SC_NOT_MODIFIED) {
            response.setContentLength(answer.body().length);
        }
        if (!request.getMethod().equals("HEAD")) {
            response.getOutputStream().write(answer.body());
        }
    }

    private static XcapRequest read(HttpServletRequest request) {
        String root = request.getContextPath() + request.getServletPath();
        String uri = request.getRequestURI();
        String path = uri.startsWith(root + "/") ? uri.substring(root.length() + 1) : "";
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        return new XcapRequest(request.getMethod(), root, path, query, request.getRemoteAddr(), name -> values(request, name), maxBytes -> body(request, maxBytes));
    }

    private static List<String> values(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null ? List.of() : Collections.list(values);
    }

    private static byte[] body(HttpServletRequest request, int maxBytes) {
        try {
            if (request.getContentLength() <= maxBytes) {
                byte[] body = request.getInputStream().readNBytes(maxBytes + 1);
                if (body.length <= maxBytes) {
                    return body;
                }
            }
        } catch (IOException e) {
            throw new Refusal(400, "the body ended early: " + e.getMessage());
        }
        throw new Refusal(413, "the body is larger than " + maxBytes + " bytes");
    }
}
