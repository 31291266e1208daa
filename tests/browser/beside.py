"""Other people's tablets beside the browser: the same app on the same data, spoken to without a screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from server import create_app
from server.config import Config
from tests.browser.live import PASSPHRASE, LiveServer
from tests.conftest import close
from tests.factories import SignedIn, sign_in_body, store_id
from tests.tablet import Tablet


@contextmanager
def app_beside(server: LiveServer) -> Iterator[Flask]:
    """The app of this process on a live server's data folder."""
    app = create_app(Config(data=server.data, database_url=f"sqlite:///{server.data / 'kayoi.db'}"))
    app.testing = True
    try:
        yield app
    finally:
        close(app)


def tablet_of(app: Flask, login: str, client: str = "tablet") -> Tablet:
    """A tablet of one of the demo accounts."""
    browser, store = app.test_client(), store_id()
    body = sign_in_body(login, store, client, passphrase=PASSPHRASE)
    reply = browser.post("/api/v1/session", json=body)
    assert reply.status_code == 200, reply.text
    return Tablet(SignedIn(browser, store, reply.json))
