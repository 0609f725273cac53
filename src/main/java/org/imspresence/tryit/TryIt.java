package org.imspresence.tryit;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A few watchers inside this server, so that a newcomer without a SIP client sees a NOTIFY go. Each is a user agent with a UDP socket of its own: what it sends and is sent are datagrams like anybody's, and the server knows nothing of its
 * kinship.
 */
public final class TryIt implements AutoCloseable {

    /** Watchers at a time. */
    static final int MOST = 4;
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7e&&[^<>\"]]+");
    /** Seconds that a watcher lives; it does not refresh. */
    static final int LIFE = 600;

    /** The watcher could not be had. */
    public static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        RefusedException(int status, String reason) {
            super(reason);
            this.status = status;
        }

        /** In HTTP. */
        public int status() {
            return status;
        }
    }

    private final InetSocketAddress server;
    private final Map<String, LoopbackWatcher> watchers = new ConcurrentHashMap<>();

    /** @param server where this server takes SIP over UDP */
    public TryIt(InetSocketAddress server) {
        this.server = server;
    }

    /**
     * Subscribes to a presentity, and returns when the server has answered.
     *
     * @param presentity canonical address
     * @throws RefusedException 400 for an address that is not plain, 409 when there are too many, 502 when the server does not let it watch
     */
    public synchronized Watching watch(String presentity) throws RefusedException {
        if (!PLAIN.matcher(presentity).matches()) {
            throw new RefusedException(400, "the address has what the header To would have to quote");
        }
        watchers.values().removeIf(watcher -> !watcher.isLive());
        if (watchers.size() >= MOST) {
            throw new RefusedException(409, "there are " + MOST + " watchers for trying out already");
        }
        LoopbackWatcher watcher = LoopbackWatcher.open(server, presentity, LIFE);
        watchers.put(watcher.id(), watcher);
        return watcher.watching();
    }

    /** Those that live. */
    public List<Watching> watching() {
        return watchers.values().stream().filter(LoopbackWatcher::isLive).map(LoopbackWatcher::watching).toList();
    }

    /** Has it end its subscription, and returns when the server has answered; empty when there is none. */
    public Optional<Watching> end(String id) {
        return Optional.ofNullable(watchers.remove(id)).map(watcher -> {
            watcher.unsubscribe();
            return watcher.watching();
        });
    }

    /** Their subscriptions are left to run out. */
    @Override
    public void close() {
        watchers.values().forEach(LoopbackWatcher::close);
        watchers.clear();
    }
}
