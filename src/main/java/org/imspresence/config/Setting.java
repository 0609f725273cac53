package org.imspresence.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is: its key, its default and what it leads to. A key that is not in here refuses to start.
 *
 * <p>A value is taken from, the first that has one: the system property {@code presence.KEY} ({@code ./run --set KEY=VALUE}), the environment variable
 * {@code PRESENCE_KEY} (upper case, dots and dashes as underscores), the file that {@code config.file} names, the default.
 */
public enum Setting {
    CONFIG_FILE("config.file", "", "A properties file with settings, one KEY=VALUE per line. None by default."),

    DEVELOPMENT("development", "no",
            "yes: the defaults of some settings, which say so, are for trying the server out on one machine. Not for a network that others reach. ./run says yes, unless it is told --production."),

    NODE_NAME("node.name", "a", "Name of this node, unique in its cluster; in logs and on health pages."),

    SIP_HOST("sip.host", "127.0.0.1", "Address that SIP is bound to."),
    SIP_PORT("sip.port", "5060", "Port that SIP is bound to, UDP and TCP."),
    SIP_OTHER_ADDRESS("sip.other-address", "", "HOST:PORT of a second address that SIP is bound to, UDP and TCP, as that of the other IP version. NOTIFYs leave from the one that their next hop can be reached from. Empty: none."),
    SIP_ADVERTISE("sip.advertise", "", "HOST:PORT in our Contact: where in-dialog SUBSCRIBEs are to go. In a cluster it must lead to any node. Empty: the address of this node that the dialog's messages come and leave by. Not on Open Liberty."),
    SIP_DOMAINS("sip.domains", "", "DOMAIN,DOMAIN whose users are served; a request for a user of another gets 404. Telephone numbers belong to all. Empty: all domains."),
    SIP_VIA_HOST("sip.via-host", "", "Host name in the Via of our NOTIFYs instead of sip.host. It must lead to this very node. Empty: sip.host. On Open Liberty in Contact, too."),
    SIP_LOCATE("sip.locate", "dns", "addresses",
            "How the host of a Route or Contact is found. dns: NAPTR, SRV and address records (RFC 3263); hosts that DNS does not know as the system looks them up. addresses: only as the system looks up addresses, hosts file first, with the port of the URI or 5060."),
    SIP_DNS_SERVER("sip.dns-server", "", "HOST:PORT of the DNS server to ask, with sip.locate=dns. Empty: those of the system."),
    SIP_DNS_TIMEOUT("sip.dns-timeout", "2", "Seconds, from 1, that each DNS server has for an answer; it is asked twice. A NOTIFY to a name that is not known yet waits for that long; others do not."),
    SIP_DNS_LOOKUPS("sip.dns-lookups", "32", "Names that may be looked up at once, each by a thread of its own that blocks; more wait. A name is looked up once for all who need it."),
    SIP_TARGET_REST("sip.target-rest", "60",
            "Seconds that an address of a next hop which has not answered a NOTIFY for 32 s, or takes no connection, is tried after the others of that hop. Too short: NOTIFYs wait for it again and again. Too long: it gets no traffic when it is back. 0: it keeps its place."),

    SIP_LARGE("sip.large", "1300",
            "Bytes: a NOTIFY that is longer goes by TCP where it would go by UDP (RFC 3261 s18.1.1), even if the route says transport=udp; by UDP all the same to who takes no TCP. 0: none goes by TCP for its length."),
    SIP_NOTIFY("sip.notify", "lean",
            "How NOTIFYs go over UDP. container: made and sent by the SIP container. lean: the first of each dialog is made by the container, the next ones are written as it wrote that, and nearly all are sent past it, at a small part of the cost (docs/transports.md). Not on Open Liberty."),
    SIP_NOTIFY_REMEMBERED("sip.notify.remembered", "0", "Dialogs of which sip.notify=lean remembers that the container has shown how to write their NOTIFYs, 8 bytes each; one that is forgotten has its next NOTIFY made by the container. 0: one for each 2,000 bytes of heap."),
    SIP_STREAM_UNSENT("sip.stream.unsent", "1048576", "Bytes that may wait for a peer on one connection, TCP or TLS; when there are more the connection is closed. One message may be longer."),
    SIP_STREAM_PATIENCE("sip.stream.patience", "10", "Seconds that a peer may take nothing of what waits for it on a connection; then the connection is closed."),
    SIP_STREAM_UNREAD("sip.stream.unread", "131072", "Bytes that are read from one connection, TCP or TLS, before they are parsed; when there are more it is not read on. Longer headers than that take 5 s; 8192 at least."),
    SIP_STREAM_WAITING("sip.stream.waiting", "1000", "Messages of all connections together that may wait for a thread; when there are more none is parsed."),

    SIP_TLS_ADDRESS("sip.tls.address", "", "HOST:PORT that SIP over TLS is bound to, 5061 by custom. Empty: no TLS. Needs sip.tls.keystore."),
    SIP_TLS_ADVERTISE("sip.tls.advertise", "", "HOST:PORT in our Contact in dialogs over TLS; the certificate has to be for that host. Empty: sip.tls.address."),
    SIP_TLS_KEYSTORE("sip.tls.keystore", "",
            "PKCS12 file (absolute path) with our private key and its certificates, and the certificates of those who are trusted: issuers, or single peers. A peer that we connect to has to prove the host name or address of the route."),
    SIP_TLS_KEYSTORE_PASSWORD("sip.tls.keystore-password", "", "Password of sip.tls.keystore. On a command line everybody on the machine can read it: better in the environment, or as a file."),
    SIP_TLS_KEYSTORE_PASSWORD_FILE("sip.tls.keystore-password-file", "", "File whose first line is that password, instead of it."),
    SIP_TLS_CLIENTS("sip.tls.clients", "need", "What is asked of who connects by TLS. need: a certificate that is trusted. want: one that is trusted, or none. none: nothing."),

    HTTP_HOST("http.host", "127.0.0.1", "Address that HTTP is bound to."),
    HTTP_PORT("http.port", "8080", "Port that HTTP is bound to."),

    IDENTITY_TRUSTED_PEERS("identity.trusted-peers", "", "127.0.0.0/8, ::1",
            "ADDRESS,NETWORK (192.0.2.7, 10.1.0.0/16, 2001:db8::/32) of the S-CSCFs that are believed who a user is (P-Asserted-Identity); from others that header is ignored. Empty: nobody is believed, every watcher is anonymous."),
    IDENTITY_UNASSERTED("identity.unasserted", "anonymous", "from",
            "Who a request without an identity that counts is from. anonymous: nobody; it may watch as far as rules let anonymous watchers, and not publish. refuse: it gets 403. from: whoever From names, for development only: anybody can write any name there."),
    PUBLICATION_PROXIES("publication.proxies", "", "URI,URI of identities that may publish for every presentity, as a network's own sources of presence do. Others may publish for themselves only. Empty: none."),

    IMS_HEADERS("ims.headers", "no",
            "yes: P-Charging-Vector of trusted peers (identity.trusted-peers) is kept and answered, NOTIFYs that leave to one have it and P-Asserted-Identity of the presentity, and P-Served-User of one names whom a request is for. no: none of them counts or is sent. Keeping one takes some 80 bytes per subscription."),
    IMS_IOI("ims.ioi", "", "Inter-operator identifier of this network, such as home1.net: term-ioi in our answers, orig-ioi in our NOTIFYs. TS 24.229 prefixes that of an application server: Type 3home1.net. Empty: none. Only with ims.headers."),

    CLUSTER_NAME("cluster.name", "presence", "Nodes of different names never join."),
    CLUSTER_ADDRESS("cluster.address", "", "HOST:PORT for the traffic between nodes. Empty: a single node that opens no cluster port. Not on Open Liberty."),
    CLUSTER_JOIN("cluster.join", "", "HOST:PORT,HOST:PORT of nodes to look for at start; this node's own may be among them."),
    CLUSTER_DNS_QUERY("cluster.dns-query", "", "Name whose addresses are those of the nodes, each at the port of cluster.address: a headless service of Kubernetes. Instead of cluster.join."),
    CLUSTER_DNS_SERVER("cluster.dns-server", "", "HOST:PORT of the DNS server to ask for cluster.dns-query. Empty: the system's way to look up names."),
    CLUSTER_KEYSTORE("cluster.keystore", "",
            "PKCS12 file (absolute path) with the key that nodes know each other by; their traffic is then TLS, and who has no such key does not join. Empty: clear text, open to whoever reaches cluster.address."),
    CLUSTER_KEYSTORE_PASSWORD("cluster.keystore-password", "", "Password of cluster.keystore. On a command line everybody on the machine can read it: better in the environment, or as a file."),
    CLUSTER_KEYSTORE_PASSWORD_FILE("cluster.keystore-password-file", "", "File whose first line is that password, instead of it."),
    CLUSTER_SPLIT_HOLD("cluster.split-hold", "30",
            "Seconds that the lesser side of a split waits for the other before it notifies the watchers of older subscriptions, too. Too short: both sides may send in one dialog. Too long: after the loss of most nodes at once, watchers wait."),

    SUBSCRIPTION_EXPIRES_DEFAULT("subscription.expires.default", "3600", "Seconds, when a SUBSCRIBE names none."),
    SUBSCRIPTION_EXPIRES_MIN("subscription.expires.min", "60", "Seconds; a SUBSCRIBE for less (but 0) gets 423 with Min-Expires."),
    SUBSCRIPTION_EXPIRES_MAX("subscription.expires.max", "86400", "Seconds; a SUBSCRIBE for more is granted this."),
    SUBSCRIPTION_WATCHERS("subscription.watchers-per-presentity", "10000", "New subscriptions beyond this get 480."),
    SUBSCRIPTION_PER_WATCHER("subscription.per-watcher", "20",
            "Subscriptions of one watcher to one presentity. A new one beyond this takes the place of the watcher's oldest from the same Contact; without such, it gets 480. All watchers without an identity count as one."),

    SUBSCRIPTION_FILTERS("subscription.filters", "16",
            "Different filters that the watchers of one presentity may have in one event package; a SUBSCRIBE with another one gets 488, and so does that of a watcher which has 4 already, or a quarter of them if that is more. Each is applied once per change, for at most some 50 ms, however many watchers have it. 0: no filters."),

    AUTHORIZATION_RULES("authorization.rules", "1000", "Rules that one presentity may have in all its documents; a document that leads to more lets nobody in, and is reported. Each is looked at for each watcher."),
    WATCHERINFO_WATCHERS("watcherinfo.watchers", "250",
            "Watchers that a document of watcher information names: pending and waiting ones first, then those who came last. Over UDP a document must fit into 64 KB, and each watcher takes some 200 bytes."),
    WATCHERINFO_WAITING("watcherinfo.waiting", "3", "Days that a subscription which ran out undecided is kept, so that the presentity may still decide. 0: it is not kept."),
    WATCHERINFO_WAITING_MAX("watcherinfo.waiting-max", "100", "Subscriptions of one presentity that are kept so; of more the oldest is given up."),
    WATCHERINFO_WAITING_NODE("watcherinfo.waiting-node", "20000", "The same for all presentities that this node is home of; of more none is kept. Each takes about 1 KB on two nodes."),

    PUBLICATION_EXPIRES_DEFAULT("publication.expires.default", "3600", "Seconds, when a PUBLISH names none."),
    PUBLICATION_EXPIRES_MIN("publication.expires.min", "60", "Seconds; a PUBLISH for less (but 0) gets 423 with Min-Expires."),
    PUBLICATION_EXPIRES_MAX("publication.expires.max", "86400", "Seconds; a PUBLISH for more is granted this."),
    PUBLICATION_PER_PRESENTITY("publication.per-presentity", "64", "Initial publications beyond this get 480."),

    COMPOSITION_POLICY("composition.policy", "merge", "What several publications of a presentity add up to. merge: all of them, the newest wins a conflict. newest-only: the newest alone."),
    COMPOSITION_MAX_BYTES("composition.max-bytes", "262144", "Size of what the publications of a presentity may add up to; a PUBLISH that would make it larger gets 413. Over UDP a NOTIFY carries 64 KB."),
    DOCUMENT_MAX_BYTES("document.max-bytes", "65536", "A larger body is refused with 400."),
    DOCUMENT_MAX_DEPTH("document.max-depth", "64", "A body with deeper nested elements is refused with 400."),

    AUTHORIZATION_DEFAULT("authorization.default", "confirm", "allow",
            "What holds for a watcher that no rule of the presentity is for. confirm: the subscription is pending until the presentity decides. allow: it is told everything. polite-block: it sees a presentity that is not there. block: 403."),

    HOME_QUEUE("home.queue", "2000", "Commands that may wait for one presentity; more get 500 with Retry-After."),
    HOME_THREADS("home.threads", "0", "Threads that work for all presentities of the node. 0: one per core, at least 2."),
    NOTIFY_PACING("notify.pacing", "5", "Seconds at least from one NOTIFY to the next that tells the same watcher of a change; the latest state wins. 0: every change is told at once."),
    NOTIFY_LEAST_PAUSE("notify.least-pause", "10000",
            "Milliseconds at least, from 50, between two NOTIFYs that a watcher may ask for although nothing changes (min-rate and adaptive-min-rate, RFC 6446). A higher rate is lowered to this, or to notify.pacing, and the watcher told so."),
    NOTIFY_FAILURE("notify.failure", "standard",
            "Which failed NOTIFYs end a subscription. standard: those that RFC 6665 s4.2.2 names, and no answer at all. patient: only a 481."),
    NOTIFY_WINDOW("notify.window", "4000", "NOTIFYs of this node that may be unanswered at once; more wait."),
    NOTIFY_WINDOW_PER_HOP("notify.window-per-hop", "2000", "The same for one next hop, so that a dead one leaves room for the others."),

    NOTIFY_GZIP_FROM("notify.gzip-from", "400",
            "Bytes: bodies of NOTIFYs from this size on are compressed for watchers whose Accept-Encoding takes gzip, if that makes them smaller. 0: all."),

    EXPIRY_GRACE("expiry.grace", "60", "Seconds that an entry outlives its expiry in the cache, so that a successor still finds it. Must exceed the clock skew between nodes."),
    EXPIRY_RATE("expiry.rate", "1000", "Subscriptions and publications of this node whose end is carried out per second; when more end at once, the others wait."),

    TAKEOVER_RATE("takeover.rate", "1000", "NOTIFYs per second that this node repeats after it has taken over from another: to watchers of whom it is not recorded that they were told."),
    ENDED_REMEMBERED("ended.remembered", "600",
            "Seconds that the nodes of a cluster remember that a subscription or publication has ended. A network split that lasts longer may bring back what one side has ended; each takes about 1 KB on two nodes."),

    STORE_DIRECTORY("store.directory", "", "Directory, on a disk of this machine, where entries outlive an orderly stop of the whole cluster, each node's in a subdirectory of its name; after any other end they are deleted. All nodes or none. Empty: in memory only."),
    STORE_PATIENCE("store.patience", "300", "Seconds that a node which starts with stored entries waits for the other nodes that have some; then its start fails, and the entries stay."),

    DOCUMENTS_DIRECTORY("documents.directory", "documents",
            "Directory, on a disk of this machine, of the database with the users' documents (rules, lists) of a node on its own; made if missing. Relative: to the directory that the server runs in. Not used with documents.url."),
    DOCUMENTS_URL("documents.url", "",
            "jdbc:postgresql://HOST:PORT/DATABASE?OPTIONS that all nodes share. A cluster needs it: without it a node of a cluster has no documents and takes none. Empty: the database in documents.directory."),
    DOCUMENTS_USER("documents.user", "", "User of that database, who may make tables in it."),
    DOCUMENTS_PASSWORD("documents.password", "", "The user's password. On a command line everybody on the machine can read it: better in the environment, or as a file."),
    DOCUMENTS_PASSWORD_FILE("documents.password-file", "", "File whose first line is that password, instead of it."),
    DOCUMENTS_CONNECTIONS("documents.connections", "8", "Connections of this node to the database at most, from 2; half of them for rules that decide on watchers. PostgreSQL must grant that many to each node."),
    DOCUMENTS_TIMEOUT("documents.timeout", "2", "Seconds that a request waits for a connection to the database, and once more for its answer; then it fails, and all others at once until the database answers again."),
    XCAP_OPEN("xcap.open", "no", "yes",
            "yes, for development only: whoever reaches HTTP is taken for the user whose documents the URI names. Otherwise xcap.trusted-proxies or xcap.users-file is needed."),
    XCAP_TRUSTED_PROXIES("xcap.trusted-proxies", "",
            "ADDRESS or ADDRESS/BITS, comma-separated, of authentication proxies: their X-3GPP-Asserted-Identity is believed, so they must remove it from what they forward. Empty: nobody's."),
    XCAP_USERS_FILE("xcap.users-file", "",
            "File (absolute path) of those who authenticate themselves by HTTP Digest, read at start; a line each as htdigest writes them, USER:REALM:HA1, all of one realm; HA1 in hexadecimal, MD5 or SHA-256. USER is sip:USER unless :URI,URI follows. Empty: no Digest."),
    XCAP_MAX_BYTES("xcap.max-bytes", "65536", "Bytes that a document may have; a larger one gets 413."),
    XCAP_DOCUMENTS_PER_USER("xcap.documents-per-user", "32", "Documents that a user may have in all; another one gets 507."),
    XCAP_ROOT("xcap.root", "", "The XCAP root as clients know it, such as https://xcap.home1.net/services: in error bodies, and what the lists of a service must be in. Empty: the path that the request came by, and any root."),

    CONSOLE("console", "off", "open",
            "Who may use the console at /presence/, the REST interface under /presence/api, and the command line by it. off: nobody, it is not there. role: the container's users with the role presence-operator, by HTTP Basic, so only behind TLS. open, for development only: whoever is on this machine."),
    CONSOLE_USERS_FILE("console.users-file", "",
            "File (absolute path) of the users of console=role for the realm that ./run sets up, in the form of Tomcat's tomcat-users.xml, passwords as SHA-256 in hexadecimal; read at start. Another container has a realm of its own. Empty: no users."),
    CONSOLE_PAGE("console.page", "200", "Presentities or watchers that an answer of the REST interface may have, up to 1000; the others are on further pages."),
    CONSOLE_REQUESTS("console.requests", "8", "Requests to the REST interface that may be under way at once; more get 503."),

    CONSOLE_FOLLOWERS("console.followers", "8", "Streams of messages (./run follow) that this node may serve at once, each by a thread; more get 503."),
    CONSOLE_LADDER("console.ladder", "500", "SIP messages, up to 10000 and 4 MB, that each node keeps of a presentity or dialog while it is followed; who follows too slowly is told how many are lost."),
    CONSOLE_BODIES("console.bodies", "no", "yes", "yes: those who follow messages see their bodies, which say what a presentity has published. no: start line and header fields only."),

    TRACE_HEP("trace.hep", "", "HOST:PORT of a capture server, such as Homer, that gets a copy of every SIP message of this node by UDP (HEP version 3). Empty: none. Whoever reads what comes there sees who watches whom. Not on Open Liberty."),
    TRACE_HEP_NODE("trace.hep.node", "2001", "Number, from 0 to 2147483647, by which the capture server knows this node (capture agent ID)."),
    TRACE_HEP_PASSWORD("trace.hep.password", "", "What the capture server knows its agents by; it goes over the network as it is. Empty: none. On a command line everybody on the machine can read it: better in the environment, or as a file."),
    TRACE_HEP_PASSWORD_FILE("trace.hep.password-file", "", "File whose first line is that password, instead of it."),
    TRACE_HEP_BODIES("trace.hep.bodies", "no", "yes: the copies have the bodies, which say what a presentity has published. no: they end with the header fields; Content-Length still tells how long the body was."),

    LOG_FORMAT("log.format", "text", "text: an event of the log is a line. json: a line of the log is an object of JSON, for what collects logs. See docs/logs.md."),
    LOG_EVENTS("log.events", "requests",
            "SIP events that are in the log, a line each. requests: all SUBSCRIBEs and PUBLISHs, ends of subscriptions, and NOTIFYs that failed. all: the other NOTIFYs, too. failures: what was refused or failed. none."),
    LOG_EVENTS_RATE("log.events.rate", "2000", "Lines of SIP events per second at most, and as many of failures; the others are counted. Each costs some 10 us (30 as JSON) of a thread of its own and 350 bytes."),

    DRAIN_NOTICE("drain.notice", "2", "Seconds that a node which is told to stop still serves while it says that it is not ready: time for neighbours to choose other nodes. A node without peers does not wait."),
    DRAIN_PATIENCE("drain.patience", "60", "Seconds that a node which is told to stop waits for every entry to be on two nodes; then it leaves all the same, and entries may be lost."),

    OVERLOAD_TRANSACTIONS("overload.transactions", "0", "Server transactions that the node may hold, each for 32 s over UDP. New subscriptions are shed from 60 % on, refreshes and removals at 100 %. 0: one for each 4,000 bytes of heap beyond 64 MB."),
    OVERLOAD_UNANSWERED("overload.unanswered", "0", "Requests that may be taken on and not yet answered; shed by the same shares. 0: one for each 100,000 bytes of heap, at most 10,000."),
    OVERLOAD_DELAY("overload.delay", "250", "Milliseconds of waiting from which on new subscriptions are shed, the others but refreshes and removals at 2, 4 and 8 times as many. Beyond 500 clients repeat their requests."),
    OVERLOAD_BURST("overload.burst", "2000", "Milliseconds that the delay may be exceeded before anything is shed: a burst is digested. It comes back at a quarter of the speed."),
    OVERLOAD_RETRY_AFTER("overload.retry-after", "10", "Seconds of Retry-After when a request is shed, on average; half as many to one and a half times as many.");

    private final String key;
    private final String fallback;
    private final String fallbackInDevelopment;
    private final String meaning;

    Setting(String key, String fallback, String meaning) {
        this(key, fallback, fallback, meaning);
    }

    Setting(String key, String fallback, String fallbackInDevelopment, String meaning) {
        this.key = key;
        this.fallback = fallback;
        this.fallbackInDevelopment = fallbackInDevelopment;
        this.meaning = meaning;
    }

    public String key() {
        return key;
    }

    /** The value when nobody sets one. */
    public String fallback() {
        return fallback;
    }

    /** The value when nobody sets one and {@link #DEVELOPMENT} is on. */
    public String fallbackInDevelopment() {
        return fallbackInDevelopment;
    }

    /** What it leads to, with its unit. */
    public String meaning() {
        return meaning;
    }

    /** The environment variable that sets it. */
    public String environmentVariable() {
        return "PRESENCE_" + key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    static Optional<Setting> of(String key) {
        return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
    }
}
