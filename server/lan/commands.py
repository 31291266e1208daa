"""`kayoi serve-lan`: asking and printing only."""

import sys
from dataclasses import replace

import click

from server.config import Config


@click.command("serve-lan")
@click.option(
    "--name", "names", multiple=True, help="Host name or IPv4 address that tablets use; may be repeated."
)
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the app (TLS); 8443 when not given.")
@click.option(
    "--install-port", type=click.IntRange(0, 65535), help="Port of the install page; 8080 when not given."
)
@click.option("--new-ca", is_flag=True, help="Make a new CA. Every tablet must install it again.")
def serve_lan(names: tuple[str, ...], port: int | None, install_port: int | None, new_ca: bool) -> None:
    """Serve tablets of this network over TLS with an own CA, and the page that helps them install it."""
    from server.lan.running import run

    config = Config.from_env()
    told = {"lan_names": names or None, "lan_port": port, "lan_install_port": install_port}
    config = replace(config, **{name: value for name, value in told.items() if value is not None})
    sys.exit(run(config, new_ca))
