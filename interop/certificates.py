"""Certificates for a group, of an authority of its own, made with openssl."""

import os
import subprocess
from pathlib import Path

from network import RESULTS, Failed

#: Of the Java that runs the server.
KEYTOOL = Path(os.environ["JAVA_HOME"]) / "bin" / "keytool" if os.environ.get("JAVA_HOME") else "keytool"
DAYS = "2"
PASSWORD = "interop"


class Authority:
    def __init__(self, name):
        self._key, self.certificate = RESULTS / f"{name}.key", RESULTS / f"{name}.pem"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", DAYS, "-subj", f"/CN={name}", "-keyout", self._key, "-out", self.certificate)

    def issue(self, name, *hosts):
        """
        Gives the files with a key and with its certificate, both in PEM.

        :param hosts: what goes into subjectAltName, such as 'DNS:scscf2.home2.net' or 'IP:127.0.0.4'
        """
        key, request, certificate = (RESULTS / f"{name}{ending}" for ending in (".key", ".csr", ".pem"))
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}", "-addext", f"subjectAltName={','.join(hosts)}", "-keyout", key, "-out", request)
        openssl("x509", "-req", "-days", DAYS, "-in", request, "-CA", self.certificate, "-CAkey", self._key, "-CAcreateserial", "-copy_extensions", "copy", "-out", certificate)
        return key, certificate

    def keystore(self, name, *hosts):
        """Gives a PKCS12 file with a key, its certificate, and this authority as the one that is trusted: docs/transports.md."""
        key, certificate = self.issue(name, *hosts)
        store = RESULTS / f"{name}.p12"
        openssl("pkcs12", "-export", "-inkey", key, "-in", certificate, "-name", "node", "-passout", f"pass:{PASSWORD}", "-out", store)
        call(KEYTOOL, "-importcert", "-noprompt", "-trustcacerts", "-alias", "ca", "-file", self.certificate, "-keystore", store, "-storepass", PASSWORD)
        return store


def openssl(*arguments):
    call("openssl", *arguments)


def call(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"'{command[0]} {command[1]}' failed: {done.stderr.strip()}")
