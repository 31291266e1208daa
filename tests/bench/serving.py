"""The `kayoi` command with the benchmark's made-up form beside ours: `python -m tests.bench.serving …`."""

import os
import sys
from pathlib import Path

from flask import Flask

import forms
from server import cli, serve
from server.config import Config

DEFINITIONS = Path(__file__).parent / "definitions"


def application() -> Flask:
    """The app for gunicorn, knowing the made-up form too."""
    forms.FOLDERS.append(DEFINITIONS)
    return serve.application()


def main() -> None:
    """Run one command as `kayoi` would; the served app is ours."""
    if sys.argv[1:] != ["serve"]:
        forms.FOLDERS.append(DEFINITIONS)
        cli.main()
    config = Config.from_env()
    sock = serve.listen(config.port)  # named, so that it stays open until gunicorn has it
    words = [*serve.command(config, sock)[:-1], "tests.bench.serving:application()"]
    os.execv(words[0], words)


if __name__ == "__main__":
    main()
