"""Every form as it was published, in vectors/published/: TypeScript tests read it, and it must never change.

`python -m tests.published` writes those that are not there yet; naming one (`body/1`) writes it anew, which
is right only until its first release.
"""

import json
import sys
from pathlib import Path
from typing import Any

import forms

FOLDER = Path(__file__).parent / "vectors/published"


def file_of(form: str, version: int) -> Path:
    """Where a published form is kept. The first one has always been elsewhere."""
    if (form, version) == ("qmcoo", 1):
        return FOLDER.parent / "qmcoo-1.published.json"
    return FOLDER / f"{form}-{version}.json"


def kept(form: str, version: int) -> Any:
    """The form as it was published."""
    return json.loads(file_of(form, version).read_text("utf-8"))


def main(renew: list[str]) -> None:
    """Write what is missing and what is named."""
    for form, version in forms.available():
        file = file_of(form, version)
        if not file.exists() or f"{form}/{version}" in renew:
            text = json.dumps(forms.published(form, version), ensure_ascii=False, indent=1)
            file.write_text(text + "\n", encoding="utf-8")
            print(file.name)


if __name__ == "__main__":
    main(sys.argv[1:])
