"""`kayoi serve-lan`: the app over TLS, the install page on plain HTTP and the worker that renews."""

from __future__ import annotations

import socket
import struct
from dataclasses import replace

from server import pages
from server.config import Config, ConfigError
from server.lan import names as lan_names
from server.lan import store
from server.lan.tls import STALLED_S
from server.serve import command, listen
from server.supervising import supervise

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what this command is for; every port says what it serves
INSTALL_PAGE = "server.lan.routes_install:application()"
GREETING = """
かよい Kayoi: {app}

  タブレットの準備（はじめに開くページ）／ tablets open this page first
    {install}
  元の証明書の指紋（SHA-256）紙で渡し、タブレットで見くらべる ／ the CA's fingerprint, to hand out on paper
    {first}
    {second}
  Windows に出る拇印（SHA-1）／ the thumbprint Windows shows
    {thumbprint}
  証明書の期限 certificate until {end}（自動で更新 renewed by itself） 元の証明書 CA until {ca_end}

  練習用の町では kayoi run と同じアカウントです。In a practice town the accounts are those of `kayoi run`.
  終わるには Ctrl-C ／ stop with Ctrl-C
"""


def run(config: Config, new_ca: bool = False) -> int:
    """Take the ports, make or renew the certificates, serve until asked to stop. Returns the exit code."""
    if pages.build_folder() is None:
        raise ConfigError("The app is not built: run `make serve-lan`, or `npm run build` in pwa/")
    lan_names.parse(config.lan_names)
    with (
        _listen(config.lan_port, "--port {}") as tls,
        _listen(config.lan_install_port, "--install-port {}") as plain,
    ):
        names = store.ensure(config, config.lan_names, new_ca)
        config = _settled(config, names, tls.getsockname()[1], plain.getsockname()[1])
        app = command(config, tls, certificate=config.lan_server_file)
        page = command(replace(config, workers=1, threads=4), plain, INSTALL_PAGE)
        return supervise(config, [(app, tls), (page, plain)], lambda: _greeting(config), settings_of(config))


def settings_of(config: Config) -> dict[str, str]:
    """What the server, the install page and the worker are told."""
    return {
        "PUBLIC_URL": config.public_url,
        "KAYOI_LAN_NAMES": ",".join(config.lan_names),
        "KAYOI_LAN_PORT": str(config.lan_port),
        "KAYOI_LAN_INSTALL_PORT": str(config.lan_install_port),
        "PROXY_COUNT": "0",  # tablets speak to this server itself: nobody's X-Forwarded-For is believed
    }


def _settled(config: Config, names: tuple[str, ...], port: int, install_port: int) -> Config:
    public = f"https://{names[0]}:{port}"
    return replace(
        config,
        lan_names=names,
        lan_port=port,
        lan_install_port=install_port,
        public_url=public,
        proxy_count=0,
    )


def _listen(port: int, say: str) -> socket.socket:
    """Accepted connections inherit the time-outs, so a stalled one holds no thread for ever."""
    sock = listen(port, EVERYWHERE, say)
    for side in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        sock.setsockopt(socket.SOL_SOCKET, side, struct.pack("ll", STALLED_S, 0))
    return sock


def _greeting(config: Config) -> str:
    ca, server = store.ca_of(config), store.server_of(config)
    if ca is None or server is None:
        raise ConfigError("The certificates are gone: run `kayoi serve-lan` again")
    groups = ca.fingerprint().split()
    return GREETING.format(
        app=config.public_url,
        install=f"http://{config.lan_names[0]}:{config.lan_install_port}",
        first=" ".join(groups[:8]),
        second=" ".join(groups[8:]),
        thumbprint=ca.thumbprint(),
        end=f"{server.end:%Y-%m-%d}",
        ca_end=f"{ca.end:%Y-%m-%d}",
    )
