"""What a server needs before it may hold the records of real people: looked at when a town is made for them,
and at every start that serves one.
"""

import os
from pathlib import Path

from flask import Flask

from server.config import Config, ConfigError
from server.devices import keys

AGREED = """
実データを入れる町を作ります。つぎのことを決めてから進んでください（docs/security.md の責任分界）。
A town for real data. Decide these first (docs/security.md, who is responsible for what).

  1. タブレットの記憶装置の暗号化・画面ロック・端末管理
     Disk encryption, screen lock and management of the tablets.
  2. 控えを毎日取る（KAYOI_BACKUP_AT か kayoi backup）
     A backup every day.
  3. 控えと鍵を、別々の場所にも置く・戻す訓練をする
     Copies of data and keys elsewhere and apart; a trial restore.
  4. 閲覧の記録を見る監査の担当、なくしたときの連絡先
     Who reads the read log, and whom to call about a lost tablet.

実データの町は、あとから練習用の町に変えられません。 It can never be made a practice town again.
"""


def lacking(config: Config) -> list[str]:
    """What is missing, each in one line that names the setting; empty where nothing is."""
    found = []
    if not (config.tls or config.lan_names):
        found.append("TLS: set PUBLIC_URL=https://…, or KAYOI_LAN_NAMES for `kayoi serve-lan`")
    for name, folder in (
        ("KAYOI_BACKUPS", config.backup_folder),
        ("KAYOI_KEY_BACKUPS", config.key_backup_folder),
    ):
        if folder is None:
            found.append(f"backups: set {name} to a folder, better on another disk")
        elif not _writable(folder):
            found.append(f"backups: {name} is a folder this user cannot write")
    try:
        keys.master_key(config.master_key_file)
    except ConfigError as error:
        found.append(f"keys: {error}")
    return found


def _writable(folder: Path) -> bool:
    there = next((one for one in (folder, *folder.parents) if one.exists()), None)
    return there is not None and there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def check_new(app: Flask) -> None:
    """Raise ConfigError where no town with real data may be made. Inside an app context."""
    from server.demo import seed
    from server.tenants import service as tenants

    _check(app)
    if any(town.uid == seed.UID for town in tenants.all_tenants()):
        raise ConfigError(
            "This database holds the practice town, whose passphrases everybody knows: "
            "begin with an empty KAYOI_DATA or DATABASE_URL"
        )


def check_served(app: Flask) -> None:
    """Raise ConfigError where a town with real data would be served and something is missing."""
    if held(app):
        _check(app)


def held(app: Flask) -> bool:
    """True where one of the towns is not for practice."""
    from server.tenants import service as tenants

    with app.app_context():
        return any(not town.demo for town in tenants.all_tenants())


def _check(app: Flask) -> None:
    missing = lacking(app.extensions["kayoi_config"])
    if missing:
        raise ConfigError("Real data (実データ) needs: " + "; ".join(missing))
