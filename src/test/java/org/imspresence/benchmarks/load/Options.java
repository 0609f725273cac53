package org.imspresence.benchmarks.load;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the load generator is told on its command line, each as {@code --name value}.
 *
 * @param target the server under test: HOST:PORT, UDP
 * @param watchers HOST:PORT of the watchers' socket: SUBSCRIBEs leave there, NOTIFYs arrive there
 * @param publishers HOST:PORT of the publishers' socket
 * @param presentities how many there are
 * @param recordRoutes Record-Routes of a SUBSCRIBE; the topmost names the watchers' socket, so a NOTIFY has to come there with as many Routes
 * @param watcherDomain domain of the watchers
 * @param presentityDomain domain of the presentities; another one than before finds a server as if it were new
 * @param expires seconds, of subscriptions and publications
 * @param servers process ids of the server under test, whose processor time is told; those that they have started count, too
 */
record Options(InetSocketAddress target, String watchers, String publishers, int presentities, int recordRoutes, String watcherDomain, String presentityDomain, int expires, List<String> servers) {

    /** @throws IllegalArgumentException when a name is not known or has no value */
    static Options of(String[] arguments) {
        Map<String, String> given = new HashMap<>(Map.of("--target", "127.0.0.1:5060", "--watchers", "127.0.0.1:6510", "--publishers", "127.0.0.1:6511", "--presentities", "1000", "--record-routes", "3",
                "--watcher-domain", "home1.net", "--presentity-domain", "home2.net", "--expires", "3600", "--servers", ""));
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length || !given.containsKey(arguments[i])) {
                throw new IllegalArgumentException("there is no option " + arguments[i] + ", or it has no value; there are: " + given.keySet());
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        return new Options(address(given.get("--target")), given.get("--watchers"), given.get("--publishers"), Integer.parseInt(given.get("--presentities")), Integer.parseInt(given.get("--record-routes")),
                given.get("--watcher-domain"), given.get("--presentity-domain"), Integer.parseInt(given.get("--expires")), given.get("--servers").isEmpty() ? List.of() : List.of(given.get("--servers").split(",")));
    }

    static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
}
