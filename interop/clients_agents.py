"""Two clients of others, driven through their own interfaces: baresip by its control port, linphonec by its prompt."""

import json
import re
import shutil
import socket
import time

from network import HERE, RESULTS, Failed

BARESIP_ADDRESS, LINPHONE_ADDRESS = "192.0.2.11", "192.0.2.12"
CONTROL = ("127.0.0.1", 4444)
START_SECONDS = 30
ANSWER_SECONDS = 5
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Baresip:
    """baresip, whose control port (its module ctrl_tcp) takes the commands of its prompt, in JSON, one netstring each way."""

    name, user, address = "baresip", "sip:baresip@home2.net", BARESIP_ADDRESS

    def __init__(self, programs):
        settings = RESULTS / "baresip"
        shutil.copytree(HERE / "baresip", settings)
        self.program = programs.start(self.name, ["stdbuf", "-oL", "baresip", "-f", settings, "-v"])
        self.program.await_text("got event 1 (REGISTER_OK)", START_SECONDS)
        self._control = socket.create_connection(CONTROL, ANSWER_SECONDS)
        self._received = b""

    def command(self, text):
        """Gives what it prints."""
        request = json.dumps({"command": text, "token": text}).encode()
        self._control.sendall(b"%d:%s," % (len(request), request))
        while True:
            message = json.loads(self._next_netstring())
            if message.get("response") and message.get("token") == text:
                return COLOUR.sub("", message["data"])

    def _next_netstring(self):
        while True:
            length, colon, rest = self._received.partition(b":")
            if colon and len(rest) > int(length):
                self._received = rest[int(length) + 1:]
                return rest[:int(length)]
            part = self._control.recv(65536)
            if not part:
                raise Failed("baresip has closed its control port")
            self._received += part

    def shows(self, user):
        """What its list of contacts says: Unknown, Online, Offline or Busy."""
        line = next(line for line in self.command("contacts").splitlines() if f"<{user}>" in line)
        return line.strip("> ").split()[0]

    def quit(self):
        """Gives its exit status."""
        self.command("quit")
        return self.program.await_end(START_SECONDS)


class Linphone:
    """linphonec, the console of linphone, which prints each change of a friend's state. It works while it waits for a command at a terminal only."""

    name, user, address = "linphonec", "sip:linphone@home2.net", LINPHONE_ADDRESS

    def __init__(self, programs):
        home = RESULTS / "linphone"
        (home / ".local/share/linphone").mkdir(parents=True)
        shutil.copyfile(HERE / "linphonerc", home / ".linphonerc")
        command = ["linphonec", "-d", "6", "-l", home / "linphonec-debug.log"]
        self.program = programs.start(self.name, command, {"HOME": str(home)}, terminal=True)
        until = time.monotonic() + START_SECONDS
        while "registered, identity" not in self.program.log.read_text():
            if time.monotonic() > until:
                raise Failed("linphonec does not register")
            self.program.type("status register")
            time.sleep(0.5)

    def shows(self, user):
        """What it printed last about a friend: Online, Busy, Away, Offline; 'nothing' before."""
        printed = re.findall(rf"Friend [^\n]*{re.escape(user)}[^\n]* is ([^\n]+)", self.program.log.read_text())
        return printed[-1] if printed else "nothing"

    def quit(self):
        """Gives its exit status."""
        self.program.type("quit")
        return self.program.await_end(START_SECONDS)
