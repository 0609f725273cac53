package org.imspresence.rest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.imspresence.dialog.DialogState;
import org.imspresence.home.inspection.WatchersReport;

/**
 * A page of the live subscriptions to a presentity.
 *
 * @param presentity canonical address
 * @param home       name of the node that is its home
 * @param watchers   in the order of their ids
 * @param total      all live ones
 * @param next       {@code after} of the next page; null on the last one
 */
public record WatchersView(String presentity, String home, List<Watcher> watchers, int total, String next) {

    /**
     * One subscription; see {@link WatchersReport.Watching}.
     *
     * @param alias      null for none
     * @param upToDate   the watcher has confirmed all that it is owed
     * @param lastNotify null when its present home has sent none
     * @param path       how a NOTIFY goes: from this server by the route set to the watcher
     */
    public record Watcher(
            String id, String watcher, String alias, boolean anonymous, String event, String state, String decision, String reason, long remainingSeconds, String openedAt, String changedAt,
            String contentType, boolean filtered, boolean upToDate, Notify lastNotify, List<Hop> path, Dialog dialog) {

        static Watcher of(String home, WatchersReport.Watching watching) {
            return new Watcher(watching.id(), watching.watcher(), watching.alias().isEmpty() ? null : watching.alias(), watching.anonymous(), watching.event(), watching.state(), watching.decision(),
                    watching.reason(), watching.remaining(), Instant.ofEpochMilli(watching.openedAt()).toString(), Instant.ofEpochMilli(watching.changedAt()).toString(), watching.contentType(),
                    watching.filtered(), watching.told(), Notify.of(watching.lastNotify()), Hop.path(home, watching.dialog()), Dialog.of(watching.dialog()));
        }
    }

    /**
     * The last NOTIFY.
     *
     * @param status null while there is no final response
     */
    public record Notify(long cseq, Integer status, String sentAt) {

        private static Notify of(WatchersReport.LastNotify last) {
            return last.cseq() == 0 ? null : new Notify(last.cseq(), last.status() == 0 ? null : Integer.valueOf(last.status()), Instant.ofEpochMilli(last.sentAt()).toString());
        }
    }

    /**
     * Where a NOTIFY passes.
     *
     * @param role    {@code as} for this server, {@code proxy} for a route, {@code ue} for the remote target
     * @param address name of the node, or a URI
     */
    public record Hop(String role, String address) {

        private static List<Hop> path(String home, DialogState dialog) {
            List<Hop> path = new ArrayList<>(List.of(new Hop("as", home)));
            dialog.routeSet().routes().forEach(route -> path.add(new Hop("proxy", uri(route))));
            path.add(new Hop("ue", dialog.remoteTarget()));
            return path;
        }

        /** Of a name-addr. */
        private static String uri(String route) {
            int open = route.indexOf('<');
            int close = route.indexOf('>', open);
            return open < 0 || close < 0 ? route : route.substring(open + 1, close);
        }
    }

    /** See {@link DialogState}. */
    public record Dialog(
            String callId, String localTag, String remoteTag, String localParty, String remoteParty, String remoteTarget, List<String> routeSet, String transport, long remoteCSeq, String icid) {

        private static Dialog of(DialogState dialog) {
            return new Dialog(dialog.callId(), dialog.localTag(), dialog.remoteTag(), dialog.localParty(), dialog.remoteParty(), dialog.remoteTarget(), dialog.routeSet().routes(),
                    dialog.transport(), dialog.remoteCSeq(), dialog.icid().isEmpty() ? null : dialog.icid());
        }
    }

    /** @param page more than that were not asked for */
    static WatchersView of(String presentity, WatchersReport report, int page) {
        List<Watcher> watchers = report.watchers().stream().limit(page).map(watching -> Watcher.of(report.home(), watching)).toList();
        String next = report.watchers().size() > page ? watchers.get(page - 1).id() : null;
        return new WatchersView(presentity, report.home(), watchers, report.total(), next);
    }
}
