"""`kayoi run`: everything a first look needs, in one command, and nothing left behind by Ctrl-C."""

import socket

from server import create_app, pages, real_data
from server.config import Config, ConfigError
from server.supervising import supervise

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


FOR_REAL = """
かよい Kayoi: http://127.0.0.1:{port}

  実データの町があります。 This server holds a town with real data. 終わるには Ctrl-C ／ stop with Ctrl-C
"""


def run(config: Config) -> int:
    """Migrate, seed on the first start, then serve until asked to stop. Returns the exit code."""
    from server.serve import command, listen

    if pages.build_folder() is None:
        raise ConfigError("The app is not built: run `make run`, or `npm run build` in pwa/")
    sock = listen(config.port)
    try:
        return supervise(config, [(command(config, sock), sock)], lambda: _greeting(config, sock))
    finally:
        sock.close()


def _greeting(config: Config, sock: socket.socket) -> str:
    text = FOR_REAL if real_data.held(create_app(config)) else GREETING
    return text.format(port=sock.getsockname()[1])
