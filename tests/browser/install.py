"""Find Chromium and a Japanese font, or install them the way this machine allows."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
APT = ["chromium", "fontconfig", "fonts-noto-cjk"]
NO_BROWSER = "Missing: Chromium for the browser tests (apt install chromium; macOS: Google Chrome)"
NO_FONT = "Missing: a Japanese font for the browser tests (apt install fonts-noto-cjk fontconfig)"


def find_browser() -> str | None:
    """The path of a Chromium that can be started, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found:
        return found
    if Path(MAC).exists():
        return MAC
    return _playwright_browser()


def _playwright_browser() -> str | None:
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", ".cache/browsers"))
    patterns = ("chromium-*/chrome-linux*/chrome", "chromium-*/chrome-mac*/*.app/Contents/MacOS/*")
    return next((str(path) for pattern in patterns for path in sorted(root.glob(pattern))), None)


def has_japanese_font() -> bool:
    if sys.platform == "darwin":
        return True
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=ja", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def ensure_browser() -> str | None:
    """None when Chromium and a font are there (installed now if need be), otherwise one line to show."""
    if find_browser() and has_japanese_font():
        return None
    if shutil.which("apt-get") and os.geteuid() == 0:
        _apt_install()
    if not find_browser():
        _playwright_install()
    if not find_browser():
        return NO_BROWSER
    if not has_japanese_font():
        return NO_FONT
    return None


def _apt_install() -> None:
    print("Installing Chromium and a Japanese font with apt ...", flush=True)
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    for package in APT:  # one by one: Ubuntu has no plain chromium package, but it has the font
        subprocess.run([*install, package], check=False, **quiet)


def _playwright_install() -> None:
    print("Downloading Chromium for the browser tests ...", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
