"""Reading an .xlsx that may be hostile: a child process with limits of time, memory and size does it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import orjson

from server.problems import SpreadsheetUnreadable

FILE_BYTES = 4 * 1024 * 1024
SECONDS = 30
CHILD = Path(__file__).with_name("workbook_child.py")


class Workbook(NamedTuple):
    """sheets: {sheet: {"B7": text}}. checker: what pyxform has against it, in its own words."""

    sheets: dict[str, dict[str, str]]
    checker: list[str]


def read_workbook(raw: bytes) -> Workbook:
    """The cells of a workbook. Raises SpreadsheetUnreadable."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            [sys.executable, "-I", str(CHILD)], input=raw, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SpreadsheetUnreadable(rule="too-slow") from None
    if done.returncode != 0:
        raise SpreadsheetUnreadable(rule="too-large")  # it hit a limit of memory or time
    said = orjson.loads(done.stdout)
    if "refused" in said:
        raise SpreadsheetUnreadable(rule=said["refused"])
    return Workbook(said["sheets"], said["checker"])
