"""baresip and linphonec, registered with a Kamailio S-CSCF, watch each other, a scripted presentity and one with rules, and publish."""

import re
import time
import urllib.request

import capture
import clients_wire as wire
from checks import Checks, NotPossible
from clients_agents import BARESIP_ADDRESS, LINPHONE_ADDRESS, Baresip, Linphone
from network import ADDRESSES, AS, CONTAINER, HERE, PARTIES, PORT, PUBLISHER, RESULTS, SCSCF2, expect_success, recording, run, run_kamailio, set_up, sipp, start_server

VERSIONS = [["baresip", "-h"], ["sh", "-c", "linphonec --version | sed 's/^version:/linphonec/'"], ["kamailio", "-v"], ["sipp", "-v"], ["tshark", "-v"]]
CAPTURE = RESULTS / "clients.pcap"
KEPT = []
#: For a client to show what it has been told.
PATIENCE_SECONDS = 30
#: baresip subscribes anew 30 s after a 481, which the refresh of a subscription that is gone brings.
ANEW_SECONDS = 90
#: What the server grants a subscription; the clients ask for 600.
EXPIRES = 14
SERVER = ["--set", f"subscription.expires.max={EXPIRES}", "--set", f"subscription.expires.default={EXPIRES}", "--set", "subscription.expires.min=5",
          "--set", "publication.expires.min=5", "--set", "notify.pacing=1", "--set", "identity.unasserted=anonymous"]
if CONTAINER == "restcomm":
    SERVER += ["--advertise", f"{AS}:{PORT}"]
WATCHER_ADDRESS = "127.0.0.7"
SCRIPT, SHY = "sip:script@home2.net", "sip:shy@home2.net"
HTTP = "http://127.0.0.1:8080/presence"
OTHER_ADDRESS, OTHER_HTTP = "127.0.0.8", "127.0.0.1:8081"
PARTIES.update({(OTHER_ADDRESS, PORT): "other server", (BARESIP_ADDRESS, PORT): Baresip.name, (LINPHONE_ADDRESS, PORT): Linphone.name, (WATCHER_ADDRESS, PORT): "watcher"})
#: What a script publishes, and what each client makes of it, so that each step changes what is shown; baresip knows no state 'away' and shows it as offline.
STATES = [("open", "", "Online", "Online"), ("open", "busy", "Busy", "Busy"), ("open", "away", "Offline", "Away"),
          ("open", "", "Online", "Online"), ("closed", "", "Offline", "Offline"), ("open", "", "Online", "Online")]


def play(programs, seen):
    set_up()
    for address in BARESIP_ADDRESS, LINPHONE_ADDRESS:
        run("ip", "address", "add", address + "/32", "dev", "lo")
    run("ip", "route", "add", "default", "dev", "lo", "src", LINPHONE_ADDRESS)  # how linphone finds its own address
    programs.say("starting the server, the S-CSCF and the clients")
    server = start_server(programs, *SERVER)
    run_kamailio(programs, "scscf2", HERE / "registrar.cfg", ADDRESSES[SCSCF2])
    with recording(programs, f"udp port {PORT}", CAPTURE):
        Story(programs, seen, server).play()


class Story:
    """What is done, one scenario after the other; what the clients show goes into `seen` as checks, by the scenario's name."""

    def __init__(self, programs, seen, server):
        self._programs, self._seen, self._server, self._http = programs, seen, server, HTTP
        self._tags = {}
        self._plays = 0

    def play(self):
        self.set_rules("polite-block")
        self._baresip, self._linphone = Baresip(self._programs), Linphone(self._programs)
        self._clients = [self._baresip, self._linphone]
        for part in self.watch, self.publish, self.refresh, self.obey_rules, self.replace, self.end:
            self._programs.say(part.__name__.replace("_", " "))
            part()

    def checks(self, *name):
        return self._seen.setdefault(" ".join(name), Checks())

    def expect(self, scenario, client, step, user, state, patience=PATIENCE_SECONDS):
        """Waits until a client shows a state, and notes what it shows."""
        shown = wait(lambda: client.shows(user), state, patience)
        self.checks(client.name, scenario).same(step, f"{client.name}: {user}", state, shown)

    def expect_subscriptions(self, checks, count, patience=PATIENCE_SECONDS):
        checks.same("metrics", "subscriptions at the server", str(count), wait(lambda: metric(self._http, "presence_subscriptions"), str(count), patience))

    def watch(self):
        for client in self._clients:
            self.expect_subscriptions(self.checks(client.name, "watch"), 6)
            self.expect("watch", client, "before any publication", SCRIPT, "Offline")
        for basic, activity, *shown in STATES:
            self.set_status(SCRIPT, basic, activity)
            for client, state in zip(self._clients, shown):
                self.expect("watch", client, f"{basic} {activity}".strip(), SCRIPT, state)
        self.remove_status(SCRIPT)
        for client in self._clients:
            self.expect("watch", client, "publication removed", SCRIPT, "Offline")

    def publish(self):
        checks = self.checks("linphonec", "publish")
        self.expect("see linphonec", self._baresip, "registered", Linphone.user, "Online")
        checks.same("registered", "basic", "open", self.fetch(Linphone.user))
        for command, state, basic in ("presence_offline", "Offline", "closed"), ("presence_online", "Online", "open"):
            self._baresip.command(command)
            self.expect("see baresip", self._linphone, command, Baresip.user, state)
            self.checks("baresip", "publish").same(command, "basic", basic, self.fetch(Baresip.user))

    def refresh(self):
        self.set_status(SCRIPT, "open", "busy")
        for client in self._clients:
            self.expect("refresh", client, "a change before", SCRIPT, "Busy")
        enough = time.monotonic() + 2 * EXPIRES
        start_server(self._programs, *SERVER, "--http", OTHER_HTTP, name="other-server", address=OTHER_ADDRESS)  # for what comes after this; it takes some of the time
        time.sleep(max(0.0, enough - time.monotonic()))
        self.set_status(SCRIPT, "open", "")
        for client in self._clients:
            self.expect("refresh", client, f"a change {2 * EXPIRES} s later", SCRIPT, "Online")

    def obey_rules(self):
        self.set_status(SHY, "open", "busy")
        self.set_status(SCRIPT, "open", "busy")
        for client in self._clients:
            self.expect("rules", client, "what another publishes later", SCRIPT, "Busy")
            self.expect("rules", client, "politely blocked", SHY, "Offline")
        self.set_rules("allow")
        for client in self._clients:
            self.expect("rules", client, "allowed", SHY, "Busy")
        self.set_rules("block")
        for client, state in zip(self._clients, ("Unknown", "Offline")):
            self.expect("rules", client, "blocked", SHY, state)

    def replace(self):
        """Another server, which knows nothing of anybody, takes over the name that all requests go to, and with it the dialogs of the first."""
        hosts = RESULTS / "hosts"
        hosts.write_text(hosts.read_text().replace(f"{ADDRESSES[AS]} {AS}\n", f"{OTHER_ADDRESS} {AS}\n"))
        self._server.stop()
        self._http = f"http://{OTHER_HTTP}/presence"
        self._tags.clear()
        self.set_status(SCRIPT, "open", "busy")
        for client in self._clients:
            self.expect("replace", client, "after that", SCRIPT, "Busy", ANEW_SECONDS)
            self.expect_subscriptions(self.checks(client.name, "replace"), 4, ANEW_SECONDS)
            self.checks(client.name, "replace").same("published again", "basic", "open", wait(lambda: self.fetch(client.user), "open", PATIENCE_SECONDS))

    def end(self):
        for client, left in (self._baresip, 2), (self._linphone, 0):
            checks = self.checks(client.name, "end")
            checks.same("quit", "exit status", "0", str(client.quit()))
            self.expect_subscriptions(checks, left)
            checks.same("afterwards", "basic", "none", wait(lambda: self.fetch(client.user), "none", 2 * EXPIRES))
            if client is self._baresip:
                self.expect("see baresip", self._linphone, "baresip has ended", Baresip.user, "Offline")

    def set_status(self, presentity, basic, activity):
        person = f'<dm:person id="p1"><rpid:activities><rpid:{activity}/></rpid:activities></dm:person>' if activity else ""
        document = (f'<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" '
                    f'entity="{presentity}"><tuple id="t1"><status><basic>{basic}</basic></status></tuple>{person}</presence>')
        self._publish(presentity, 3600, "\r\nContent-Type: application/pidf+xml", document)

    def remove_status(self, presentity):
        self._publish(presentity, 0, "", "")
        del self._tags[presentity]

    def _publish(self, presentity, expires, content_type, document):
        condition = f"\r\nSIP-If-Match: {self._tags[presentity]}" if presentity in self._tags else ""
        log = RESULTS / "entity-tag.log"
        log.unlink(missing_ok=True)
        self._sipp("set-status.xml", ADDRESSES[PUBLISHER], presentity, "-trace_logs", "-log_file", log,
                   "-key", "expires", expires, "-key", "condition", condition, "-key", "type", content_type, "-key", "document", document)
        self._tags[presentity] = log.read_text().split()[-1]

    def fetch(self, presentity):
        """Asks as a third watcher would; gives the basic status it is told, or 'none'."""
        log = RESULTS / "fetched.log"
        self._sipp("fetch.xml", WATCHER_ADDRESS, presentity, "-trace_msg", "-message_file", log)
        found = re.search(r"<basic>(\w+)</basic>", log.read_text())
        return found.group(1) if found else "none"

    def _sipp(self, scenario, address, presentity, *more):
        self._plays += 1
        expect_success(self._programs.start(f"sipp-{self._plays}", sipp(HERE / scenario, address, ADDRESSES[SCSCF2], "-key", "presentity", presentity, *more)))

    @staticmethod
    def set_rules(handling):
        rules = (HERE / "shy-rules.xml").read_text().replace("@HANDLING@", handling).encode()
        request = urllib.request.Request(f"{HTTP}/xcap/pres-rules/users/{SHY}/index", rules, {"Content-Type": "application/auth-policy+xml"}, method="PUT")
        with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS):
            pass


def wait(observe, wanted, seconds):
    """Gives what is observed at last."""
    until = time.monotonic() + seconds
    while (observed := observe()) != wanted and time.monotonic() < until:
        time.sleep(0.2)
    return observed


def metric(http, name):
    """The sum of its series."""
    with urllib.request.urlopen(f"{http}/metrics", timeout=PATIENCE_SECONDS) as page:
        return str(sum(int(float(value)) for value in re.findall(rf"^{name}(?:{{.*}})? (\S+)", page.read().decode(), re.MULTILINE)))


def scenarios(seen):
    def shown(name):
        return seen.get(name, Checks())

    legs = capture.read(CAPTURE)
    return [
        ("baresip", "watches a script", shown("baresip watch")),
        ("linphonec", "watches a script", shown("linphonec watch")),
        ("baresip", "publishes online, offline, online", shown("baresip publish") + shown("linphonec see baresip")),
        ("baresip", "publishes busy or away", NotPossible("it has the commands presence_online and presence_offline only")),
        ("linphonec", "publishes when it registers", shown("linphonec publish") + shown("baresip see linphonec")),
        ("linphonec", "publishes busy or away", NotPossible("it has no command that sets its own state")),
        ("baresip", "refreshes both", shown("baresip refresh") + wire.refreshes(legs, Baresip.name)),
        ("linphonec", "refreshes both", shown("linphonec refresh") + wire.refreshes(legs, Linphone.name)),
        ("baresip", "rules: polite-block, allow, block", shown("baresip rules")),
        ("linphonec", "rules: polite-block, allow, block", shown("linphonec rules")),
        ("baresip", "another server, without their state", shown("baresip replace") + wire.starts_anew(legs, Baresip.name)),
        ("linphonec", "another server, without their state", shown("linphonec replace") + wire.starts_anew(legs, Linphone.name)),
        ("baresip", "quits", shown("baresip end") + wire.leaves(legs, Baresip.name)),
        ("linphonec", "quits", shown("linphonec end") + wire.leaves(legs, Linphone.name)),
    ]


def drawing():
    return ""
