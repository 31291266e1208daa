"""The install page as text: no script, one style sheet, the address of the app in large type."""

from __future__ import annotations

from html import escape

from server.clock import TOKYO
from server.lan.certificates import Pair
from server.lan.words import STEPS, word


def html(ca: Pair, home: str, english: bool) -> str:
    """The whole page. home: where the app is, `https://192.168.1.10:8443`."""

    def say(key: str, **values: str) -> str:
        return escape(word(key, english, **values))

    until = ca.end.astimezone(TOKYO).strftime("%Y-%m-%d")
    language, other, to = ("en", "ja", "/") if english else ("ja", "en", "/?lang=en")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>かよい '
        f"{say('title')}</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<link rel="stylesheet" href="/install.css"></head><body>'
        f'<header><p>かよい</p><a lang="{other}" href="{to}">{say("other")}</a></header><main>'
        f"<h1>{say('title')}</h1><p>{say('intro')}</p>"
        f"<section><h2>{say('check')}</h2><p>{say('check_hint')}</p><h3>{say('fingerprint')}</h3>"
        f"{_groups(ca.fingerprint())}"
        f"<h3>{say('thumbprint')}</h3>{_groups(ca.thumbprint())}<p>{say('until', at=until)}</p></section>"
        f'<p><a class="button" href="/kayoi-ca.crt" data-test="ca">{say("download")}</a></p>'
        + "".join(_steps(device, english) for device in STEPS)
        + f"<section><h2>{say('open')}</h2><p>{say('open_hint')}</p>"
        f'<p><a class="home" href="{escape(home)}/" data-test="home">{_breakable(home)}</a></p>'
        f"<p>{say('remove')}</p></section></main></body></html>"
    )


def _steps(device: str, english: bool) -> str:
    told = (word(f"{device}_{at}", english) for at in range(1, STEPS[device] + 1))
    items = "".join(f"<li>{escape(one)}</li>" for one in told)
    return f"<section><h2>{escape(word(device, english))}</h2><ol>{items}</ol></section>"


def _groups(text: str) -> str:
    return f'<p class="groups">{" ".join(f"<span>{one}</span>" for one in text.split())}</p>'


def _breakable(url: str) -> str:
    """The address, broken before its port if it must be broken."""
    name, _, port = url.rpartition(":")
    return f"{escape(name)}<wbr>:{escape(port)}"
