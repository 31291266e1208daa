"""Reads a workbook in a process of its own: what comes from outside may be built to hurt who opens it.

The bytes come on standard input; {"sheets": …, "checker": […]} or {"refused": rule} goes out as JSON.
Started by workbook.py and by nothing else; it knows nothing of the server.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 20
ENTRIES = 200
UNPACKED_BYTES = 40 * 1024 * 1024
SHEETS = 20
ROWS = 2_000
COLUMNS = 100
TEXT = 4_000


class Refused(Exception):
    """The file is not read: the rule it breaks."""


def main() -> None:
    """Standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    raw = sys.stdin.buffer.read()
    try:
        found = {"sheets": read(raw), "checker": checker(raw)}
    except Refused as refusal:
        found = {"refused": str(refusal)}
    sys.stdout.buffer.write(json.dumps(found).encode())


def read(raw: bytes) -> dict[str, dict[str, str]]:
    """The cells of a workbook that is one."""
    check_zip(raw)
    return sheets(raw)


def check_zip(raw: bytes) -> None:
    """Whether the file is a workbook of bearable size. Nothing is unpacked for it."""
    try:
        if not raw:
            raise Refused("empty")
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = packed.infolist()
            if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
                raise Refused("too-large")
            names = {entry.filename for entry in entries}
            if "xl/workbook.xml" not in names:
                raise Refused("not-xlsx")
            for entry in entries:  # the size an entry claims is not always the size it has
                with packed.open(entry) as opened:
                    if len(opened.read(entry.file_size + 1)) > entry.file_size:
                        raise Refused("too-large")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError) as error:
        raise Refused("not-xlsx") from error


def sheets(raw: bytes) -> dict[str, dict[str, str]]:
    """{sheet: {"B7": text}}: values, never formulas; empty cells left out."""
    import openpyxl  # its XML is read by defusedxml

    try:
        book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        if len(book.worksheets) > SHEETS:
            raise Refused("too-large")
        return {sheet.title: dict(cells(sheet)) for sheet in book.worksheets}
    except Refused:
        raise
    except Exception as error:  # whatever a broken file does to the library, it is a broken file
        raise Refused("not-xlsx") from error


def cells(sheet: object) -> Iterator[tuple[str, str]]:
    """(place, text) of every cell that holds something."""
    for n, row in enumerate(sheet.iter_rows(max_col=COLUMNS + 1), 1):  # type: ignore[attr-defined]
        for cell in row:
            text = "" if cell.value is None else shown(cell.value)
            if not text:
                continue
            if n > ROWS or cell.column > COLUMNS or len(text) > TEXT:
                raise Refused("too-large")
            if "\0" in text or re.search("[\ud800-\udfff]", text):
                raise Refused("not-xlsx")
            yield cell.coordinate, text


def shown(value: object) -> str:
    """A cell as its author sees it: 1 and not 1.0, yes and not True."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def checker(raw: bytes) -> list[str]:
    """What pyxform, the field's own converter, has against the file; empty when it converts it."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert(xlsform=io.BytesIO(raw), validate=False, pretty_print=False, file_type=".xlsx")
    except PyXFormError as error:
        return [str(error)]
    except Exception as error:  # noqa: BLE001 - its own faults say something about the file, too
        return [type(error).__name__]
    return []


if __name__ == "__main__":
    main()
