"""A QR code for a page that draws it itself."""

from typing import Any

import segno

Json = dict[str, Any]


def picture(text: str) -> Json:
    """A QR code as one SVG path, so that the page needs no picture file."""
    rows = list(segno.make(text, error="m", micro=False).matrix)
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, one in enumerate(row) if one]
    return {"size": len(rows), "path": "".join(dark)}
