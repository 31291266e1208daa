"""A passphrase of the operator's list of leaked ones is refused wherever one is chosen."""

from dataclasses import replace
from hashlib import sha1
from pathlib import Path

from flask import Flask

from tests.factories import PASSPHRASE, sign_in
from tests.tablet_key import API

OWN_WORDS = "ゆうやけこやけで日が暮れて"


def test_what_the_operators_list_of_leaked_ones_holds_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "leaked"
    file.write_text(sha1(OWN_WORDS.encode()).hexdigest().upper() + ":12\n")
    nurse = sign_in(app, "hanako")
    asked = {"passphrase": PASSPHRASE, "new": OWN_WORDS}
    config = app.extensions["kayoi_config"]
    app.extensions["kayoi_config"] = replace(config, breached_passwords=file)
    reply = nurse.post(f"{API}/session/passphrase", json=asked)
    assert (reply.status_code, reply.json["errors"]) == (422, {"passphrase": ["common"]})
    app.extensions["kayoi_config"] = config
    assert nurse.post(f"{API}/session/passphrase", json=asked).status_code == 204
