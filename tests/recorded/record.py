"""`python -m tests.recorded.record 1` writes the pushes of a protocol version and what they must leave.

A recording is made once, when the version is released, and never again: test_recorded.py refuses a file that
has changed. Write the new file's line into SHA256SUMS; `sha256sum *.json` says it.
"""

import gzip
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from server import create_app
from server.config import Config
from tests.conftest import Templates, close
from tests.fakes import FakeClock
from tests.recorded.replay import Replay, to_text
from tests.recorded.shapes import Writer, everything
from tests.recorded.town import found, put_key, store_of

FOLDER = Path(__file__).parent
PACKED = 3  # every third push travels packed


def record(config: Config) -> dict[str, Any]:
    """All pushes of this version with their replies, and the rows in the end, in a migrated database."""
    put_key(config.master_key_file)
    clock = FakeClock()
    app = create_app(config)
    found(app)
    replay = Replay(app)
    writers = {login: Writer(store_of(login), given) for login, given in replay.writers.items()}
    pushes = []
    for n, (login, body) in enumerate(everything(*writers.values())):
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json"}
        if n % PACKED == 0:
            raw, headers = gzip.compress(raw, mtime=0), headers | {"Content-Encoding": "gzip"}
        said = {"by": login, "headers": headers, "body": to_text(raw)}
        pushes.append(said | {"reply": replay.send(login, raw, headers)})
    clock.stop()
    rows = replay.rows()
    close(app)
    return {"pushes": pushes, "rows": rows}


def main() -> int:
    """Write one version's file, unless it is there."""
    target = FOLDER / f"version-{int(sys.argv[1])}.json"
    if target.exists():
        print(f"{target.name} has been recorded; a recording is never made again")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        config = Templates(Path(folder) / "template").copy("sqlite", Path(folder) / "town", towns=False)
        target.write_text(json.dumps(record(config), ensure_ascii=False, indent=1) + "\n")
    print(f"{target.name}: add its sha256sum to SHA256SUMS")
    return 0


if __name__ == "__main__":
    sys.exit(main())
