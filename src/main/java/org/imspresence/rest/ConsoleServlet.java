package org.imspresence.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import javax.servlet.ServletException;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** The console: the page at the root of the application and what it is made of, for those whom the interface behind it serves. Its files are read at the start and kept compressed. */
public final class ConsoleServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final String FILES = "/console/";
    private static final String PAGE = FILES + "index.html";
    private static final Map<String, String> TYPES = Map.of("html", "text/html;charset=UTF-8", "js", "text/javascript;charset=UTF-8", "css", "text/css;charset=UTF-8", "svg", "image/svg+xml");
    /** Scripts and styles are this server's files, nothing else is run, nobody else is asked, and no other page frames this one. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private transient Map<String, byte[]> files = Map.of();

    @Override
    public void init() throws ServletException {
        Map<String, byte[]> read = new HashMap<>();
        try {
            for (String path : getServletContext().getResourcePaths(FILES)) {
                try (InputStream file = getServletContext().getResourceAsStream(path)) {
                    read.put(path, compressed(file));
                }
            }
        } catch (IOException e) {
            throw new ServletException("the console cannot be read", e);
        }
        files = Map.copyOf(read);
    }

    private static byte[] compressed(InputStream file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            file.transferTo(out);
        }
        return bytes.toByteArray();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Content-Security-Policy", POLICY);
        try {
            RestApi api = RestServlet.api(getServletContext());
            if (RestServlet.operator(api.settings().access(), request, response).isPresent()) {
                RestServlet.write(file(request), request, response);
            }
        } catch (Problem problem) {
            RestServlet.write(problem.response(), request, response);
        }
    }

    private ApiResponse file(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String name = path.equals("/") ? PAGE : path;
        byte[] file = files.get(name);
        if (file == null) {
            throw new Problem(404, "the console has no such file");
        }
        return new ApiResponse(HttpServletResponse.SC_OK, TYPES.get(name.substring(name.lastIndexOf('.') + 1)), file, Map.of("Content-Encoding", "gzip"));
    }
}
