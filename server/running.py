"""`kayoi run`: everything a first look needs, in one command, and nothing left behind by Ctrl-C."""

import signal
import subprocess
import sys
import time
from types import FrameType

from flask import Flask

from server import create_app, pages
from server.config import Config, ConfigError
from server.devices import keys

STOP_S = 15
GREETING = """
かよい Kayoi: http://127.0.0.1:{port}

  デモ用アカウント（パスワードはどれも kayoi-demo-2026）／ demo accounts (one passphrase: kayoi-demo-2026)
    sato       佐藤 花子  保健師・全4地区        nurse, all four areas
    suzuki     鈴木 一郎  理学療法士・全4地区    physiotherapist, all four areas
    tanaka     田中 美咲  看護師・東部と南部     nurse, two areas
    yamaguchi  山口 恵    企画・調整担当         coordinator (office screens)
    mori       森 正男    フレイルサポーター     supporter
    kato       加藤 誠    監査担当               auditor

  ためしてみること ／ what to try
    1. sato で入り、名簿が届いたら Wi-Fi を切る。「たかはし」をさがし、質問票に答えて保存する。
       Sign in as sato, wait for the register, go offline, search たかはし, fill the questionnaire.
    2. 通信が戻ると自動で届きます。別のブラウザーで yamaguchi で入り、その回答を見る。
       Back online it is sent by itself. Sign in as yamaguchi in another browser and read it.
    3. sato と suzuki で同じ方の電話番号を通信なしで変え、yamaguchi の「確認待ち」で決める。
       Change one phone number as sato and as suzuki while offline; settle it as yamaguchi.

  実データ禁止: 練習用です。Practice data only. 終わるには Ctrl-C ／ stop with Ctrl-C
"""


class Stopped(Exception):
    """Someone asked the whole to end."""


def run(config: Config) -> int:
    """Migrate, seed on the first start, then serve until asked to stop. Returns the exit code."""
    from server.serve import command, listen

    if pages.build_folder() is None:
        raise ConfigError("The app is not built: run `make run`, or `npm run build` in pwa/")
    sock = listen(config.port)
    try:
        return _serve(config, command(config, sock), sock.fileno(), sock.getsockname()[1])
    finally:
        sock.close()


def _serve(config: Config, gunicorn: list[str], fd: int, port: int) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    children: list[subprocess.Popen[bytes]] = []
    try:
        prepare(config)
        children.append(subprocess.Popen(gunicorn, pass_fds=(fd,)))  # noqa: S603 - our own command line
        children.append(subprocess.Popen([sys.executable, "-m", "server.cli", "worker"]))
        print(GREETING.format(port=port), flush=True)
        return _watch(children)
    except Stopped:
        print("\n終わります。 Stopping.", flush=True)
        return 0
    finally:
        _end(children)


def prepare(config: Config) -> None:
    """Keys, schema, demo town on the first start, and every form version this code brings."""
    from server.migrate import is_current, upgrade

    config.data.mkdir(parents=True, exist_ok=True)
    keys.create_master_key(config.master_key_file)
    app = create_app(config)
    if not is_current(app):
        upgrade(app)
    with app.app_context():
        _seed_or_publish(app)


def _seed_or_publish(app: Flask) -> None:
    from server.demo import seed
    from server.form_versions import service as form_versions
    from server.tenants import service as tenants

    found = tenants.all_tenants()
    if not found or seed.is_unfinished():
        print("はじめての起動: デモ用の町を作っています… First start: making a demo town …", flush=True)
        seed.seed(app)
        return
    for tenant in found:
        form_versions.publish(tenant.id)


def _watch(children: list[subprocess.Popen[bytes]]) -> int:
    while all(child.poll() is None for child in children):
        time.sleep(0.2)
    print("A part of Kayoi has ended by itself; see the lines above.", file=sys.stderr, flush=True)
    return 1


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask every child to finish, and insist after a while."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_S
    for child in children:
        try:
            child.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise Stopped
