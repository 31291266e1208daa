"""A newer release of the app and of the questionnaire, put under a running tablet."""

import re
import shutil
from pathlib import Path

import forms
from server import create_app
from server.auth import TenantFacts
from server.config import Config
from server.db import read_snapshot
from server.exchange import service as exchange
from server.tenants import service as tenants
from sync.ids import natural_id
from tests.browser.live import ROOT, LiveServer

NEW_WORDING = "あたらしい版の質問です（練習用）"


def next_build(folder: Path) -> Path:
    """A copy of this project whose built app is one version further; its page carries <meta name="build">."""
    for entry in ROOT.iterdir():
        if entry.name not in ("pwa", "var") and not entry.name.startswith("."):
            (folder / entry.name).symlink_to(entry)
    dist = folder / "pwa" / "dist"
    shutil.copytree(ROOT / "pwa" / "dist", dist)
    page = dist / "index.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("<head>", '<head><meta name="build" content="2">')
    )
    worker = dist / "sw.js"
    script, changed = re.subn(
        r"`kayoi-[0-9a-f]+`", "`kayoi-2222222222222222`", worker.read_text(encoding="utf-8")
    )
    assert changed == 1
    worker.write_text(script, encoding="utf-8")
    return folder


def publish_second_version(server: LiveServer, form: str = "qmcoo") -> None:
    """Publish version 2 of a form, whose first question reads differently."""
    config = Config(data=server.data, database_url=f"sqlite:///{server.data / 'kayoi.db'}")
    app = create_app(config)
    with app.app_context():
        with read_snapshot():
            row = tenants.get(1)
            tenant = TenantFacts(row.id, row.uid, row.name, row.demo)
        definition = forms.published(form, 1) | {"version": 2}
        items = [dict(item) for item in definition["items"]]
        items[0]["wording"] = NEW_WORDING
        fields = {"form": form, "version": 2, "definition": definition | {"items": items}}
        record = natural_id(tenant.uid, "form_version", f"{form}:2")
        verdicts = exchange.file_ops(tenant, [{"kind": "form_version", "id": record, "new": fields}])
    assert [str(verdict.verdict) for verdict in verdicts] == ["applied"], verdicts
