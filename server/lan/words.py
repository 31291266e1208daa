"""The words of the install page, Japanese first. Buttons are named as the devices name them."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "title": ("このタブレットの準備", "Prepare this tablet"),
    "other": ("English", "日本語"),
    "intro": (
        "かよいは、通信のない所でも使えるように、暗号化した通信で開きます。"
        "そのために、この役所の元の証明書を1回だけ入れます。",
        "Kayoi opens over an encrypted connection, so that it also works without a signal. "
        "For that, install the CA of this office once.",
    ),
    "check": ("はじめに：指紋をたしかめる", "First: compare the fingerprint"),
    "check_hint": (
        "入れるときに出る「SHA-256」の値を、役所の担当者が紙で渡した値と見くらべます。"
        "このページは暗号化されていないので、ここの値だけを信じないでください。",
        "Compare the SHA-256 shown on installing with the value the office gave you on paper. "
        "This page is not encrypted: do not trust the value here alone.",
    ),
    "fingerprint": ("元の証明書の指紋（SHA-256）", "Fingerprint of the CA (SHA-256)"),
    "until": ("元の証明書の期限 {at}", "The CA is valid until {at}"),
    "download": ("元の証明書を受け取る", "Download the CA"),
    "ipad": ("iPad（Safariで）", "iPad (in Safari)"),
    "ipad_1": (
        "「元の証明書を受け取る」を押し、「許可」を押します。",
        "Tap “Download the CA”, then “Allow”.",
    ),
    "ipad_2": (
        "「設定」を開き、「ダウンロード済みのプロファイル」を押します。",
        "Open Settings and tap “Profile Downloaded”.",
    ),
    "ipad_3": (
        "「詳細」で証明書の指紋を見くらべ、「インストール」を押します。",
        "Under “More Details” compare the fingerprint, then tap “Install”.",
    ),
    "ipad_4": (
        "「設定」の「一般」→「情報」→「証明書信頼設定」を開きます。",
        "Open Settings → General → About → Certificate Trust Settings.",
    ),
    "ipad_5": (
        "「Kayoi」ではじまる元の証明書のスイッチを入れ、「続ける」を押します。これがないと開きません。",
        "Turn on the CA that begins with “Kayoi” and tap “Continue”. Without this it does not open.",
    ),
    "android": ("Android（Chromeで）", "Android (in Chrome)"),
    "android_1": (
        "画面のロック（PINなど）を設定しておきます。",
        "Set a screen lock (such as a PIN) beforehand.",
    ),
    "android_2": ("「元の証明書を受け取る」を押して保存します。", "Tap “Download the CA” and keep the file."),
    "android_3": (
        "「設定」で「証明書」をさがし、「CA証明書」をえらびます。機種により名前が少しちがいます。",
        "In Settings search for “certificate” and choose “CA certificate”. Names differ a little by device.",
    ),
    "android_4": (
        "「インストールする」を押し、kayoi-ca.crt をえらびます。",
        "Tap “Install anyway” and choose kayoi-ca.crt.",
    ),
    "android_5": (
        "「信頼できる認証情報」の「ユーザー」で指紋を見くらべます。ちがうときは削除します。",
        "Compare the fingerprint under “Trusted credentials”, “User”. Remove it when it differs.",
    ),
    "windows": ("Windows（Chrome か Edge で）", "Windows (in Chrome or Edge)"),
    "windows_1": (
        "「元の証明書を受け取る」を押し、保存したファイルを開きます。",
        "Click “Download the CA” and open the saved file.",
    ),
    "windows_2": (
        "「証明書のインストール」を押し、「現在のユーザー」をえらびます。",
        "Click “Install Certificate” and choose “Current User”.",
    ),
    "windows_3": (
        "「証明書をすべて次のストアに配置する」で「信頼されたルート証明機関」をえらびます。",
        "Choose “Place all certificates in the following store”, “Trusted Root Certification Authorities”.",
    ),
    "windows_4": (
        "「拇印」の確認が出たら、役所の紙の値と見くらべて「はい」を押します。",
        "When it asks about the thumbprint, compare it with the paper of the office and click “Yes”.",
    ),
    "thumbprint": ("Windowsに出る拇印（SHA-1）", "Thumbprint Windows shows (SHA-1)"),
    "open": ("終わったら：かよいを開く", "Then: open Kayoi"),
    "open_hint": (
        "次の住所を開き、「ホーム画面に追加」でアプリとして置きます。"
        "警告が出るときは、手順をもう一度たしかめます。",
        "Open this address and put it on the home screen. "
        "When there is a warning, go through the steps again.",
    ),
    "remove": (
        "使い終わったタブレットでは、同じ画面で元の証明書を消せます。",
        "When a tablet is no longer used, remove the CA on the same screen.",
    ),
}
STEPS: dict[str, int] = {"ipad": 5, "android": 5, "windows": 4}


def word(key: str, english: bool, **values: str) -> str:
    """One text in the language of the page."""
    return WORDS[key][english].format(**values)
