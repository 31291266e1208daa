"""`kayoi serve-lan` as a real process tree, for the API and browser tests."""

import os
import signal
import ssl
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path

import psutil
from cryptography.hazmat.primitives import serialization

from server.config import Config
from server.lan import store
from server.lan.certificates import Pair

ROOT = Path(__file__).parents[1]
COMMAND = """
import pathlib, sys
from server import cli, pages
if sys.argv[1]:
    pages.BUILDS = (pathlib.Path(sys.argv[1]),)
cli.main(sys.argv[2:])
"""


class ServeLan:
    """One `kayoi serve-lan` on a data folder; `build`: a folder that stands for the built app."""

    def __init__(self, data: Path, *words: str, build: Path | None = None, name: str = "127.0.0.2") -> None:
        self.data, self.name = data, name
        self.config = Config(data=data, database_url="", lan_names=(name,))
        self.log = data.parent / f"lan-{time.monotonic_ns()}.log"
        env = {**os.environ, "KAYOI_DATA": str(data), "PUSH": "off", "KAYOI_WORKERS": "1"}
        env.pop("DATABASE_URL", None)
        given = words or ("--name", name, "--port", "0", "--install-port", "0")
        command = [sys.executable, "-c", COMMAND, str(build or ""), "serve-lan", *given]
        with self.log.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)

    def said(self) -> str:
        return self.log.read_text()

    def wait(self) -> "ServeLan":
        """Until both ports answer."""
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            if "Ctrl-C" in self.said():
                return self._answered(deadline)
            time.sleep(0.05)
        raise AssertionError(self.said())

    def _answered(self, deadline: float) -> "ServeLan":
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.get(self.tls("127.0.0.1"), "/healthz")
                self.get(self.plain(), "/")
            except OSError:
                time.sleep(0.05)
                continue
            return self
        raise AssertionError(self.said())

    def _port(self, scheme: str) -> int:
        start = f"{scheme}://{self.name}:"
        return int(self.said().partition(start)[2].split()[0])

    @property
    def url(self) -> str:
        return f"https://{self.name}:{self._port('https')}"

    @property
    def install_url(self) -> str:
        return f"http://{self.name}:{self._port('http')}"

    def pairs(self) -> tuple[Pair, Pair]:
        """CA and server certificate as they are now."""
        ca, server = store.ca_of(self.config), store.server_of(self.config)
        assert ca is not None
        assert server is not None
        return ca, server

    def trust(self) -> ssl.SSLContext:
        """A client that trusts this CA and nobody else."""
        ca, _ = self.pairs()
        pem = ca.certificate.public_bytes(serialization.Encoding.PEM).decode()
        context = ssl.create_default_context(cadata=pem)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        return context

    def tls(self, name: str | None = None) -> HTTPSConnection:
        return HTTPSConnection(name or self.name, self._port("https"), timeout=30, context=self.trust())

    def plain(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self._port("http"), timeout=30)

    @staticmethod
    def get(
        connection: HTTPConnection, path: str, method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, body); the connection stays open."""
        connection.request(method, path, headers=headers)
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()

    def stop(self) -> tuple[int, list[int]]:
        """Signal this one process; its exit code, and the pids it left behind."""
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=30)
        _, alive = psutil.wait_procs(family, timeout=5)
        return code, [process.pid for process in alive]
