"""The rows that were not taken, as a CSV in the encoding they came in, each with its reasons."""

from __future__ import annotations

import csv
import io
from typing import Any

import orjson

from server.imports import rules, store
from server.imports.reading import as_came
from server.problems import NotFound

ROW, WHY, WHAT = "元の行", "理由", "すること"


def rejected_csv(tenant_id: int, run_id: str) -> tuple[bytes, int]:
    """(the file, how many rows it gives back). What was left out of a row stays out. Raises NotFound."""
    run = store.run(tenant_id, run_id)
    if run is None:
        raise NotFound
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    columns = orjson.loads(run.columns)
    writer.writerow([as_came(one) for one in columns] + [ROW, WHY, WHAT])
    count = 0
    for line in store.all_lines(tenant_id, run_id, "rejected"):
        cells = (orjson.loads(line.cells or "[]") + [""] * len(columns))[: len(columns)]
        writer.writerow([*(as_came(cell) for cell in cells), line.n, *_reasons(line)])
        count += 1
    return out.getvalue().encode(run.encoding), count


def _reasons(line: Any) -> tuple[str, str]:
    """Why a row was refused and what to do, one sentence a reason."""
    why, what = [], []
    for note in orjson.loads(line.notes or "[]"):
        said = rules.words(note["rule"], note)
        if not said.refuses:
            continue
        field, row = rules.title(note["field"])[0], note.get("row")
        why.append((f"{field}: " if field else "") + said.ja + (f"（{row}行）" if row else ""))
        what.append(said.do_ja)
    return " ".join(why), " ".join(dict.fromkeys(what))
