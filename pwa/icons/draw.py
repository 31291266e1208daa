"""Draws Kayoi's mark, two paths meeting at a door, as SVG and PNG: `python pwa/icons/draw.py`."""

import struct
import zlib
from itertools import pairwise
from math import cos, hypot, pi, sin
from pathlib import Path

BLUE, WHITE = (0x00, 0x17, 0xC1), (0xFF, 0xFF, 0xFF)
SIDE, CORNER, STROKE = 512, 112, 40
Point = tuple[float, float]
DOOR = "M176 300 V196 A80 80 0 0 1 336 196 V300"
PATHS = "M112 424 Q256 424 256 300 V228 M400 424 Q256 424 256 300"
# file name, pixels, mark's share of the square, corner radius (0: full bleed, the system cuts its own shape)
PICTURES = [
    ("icon-192.png", 192, 1.0, CORNER),
    ("icon-512.png", 512, 1.0, CORNER),
    ("maskable-512.png", 512, 0.8, 0),
    ("apple-touch-icon.png", 180, 0.94, 0),
]


def svg() -> str:
    """The mark as a drawing."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"><title>Kayoi</title>'
        f'<rect width="{SIDE}" height="{SIDE}" rx="{CORNER}" fill="#0017C1"/>'
        f'<g fill="none" stroke="#FFF" stroke-width="{STROKE}" '
        'stroke-linecap="round" stroke-linejoin="round">'
        f'<path d="{DOOR}"/><path d="{PATHS}"/></g></svg>\n'
    )


def strokes() -> list[tuple[Point, Point]]:
    """The same strokes as short straight pieces."""
    arch = [(256 - 80 * cos(pi * t / 24), 196 - 80 * sin(pi * t / 24)) for t in range(25)]
    left = [_curve((112, 424), (256, 424), (256, 300), t / 16) for t in range(17)]
    right = [(SIDE - x, y) for x, y in left]
    lines = [[(176, 300), *arch, (336, 300)], [*left, (256, 228)], right]
    return [piece for line in lines for piece in pairwise(line)]


def _curve(a: Point, b: Point, c: Point, t: float) -> Point:
    """A point of a quadratic curve."""
    return tuple((1 - t) ** 2 * p + 2 * t * (1 - t) * q + t * t * r for p, q, r in zip(a, b, c, strict=True))  # type: ignore[return-value]


def png(pixels: int, share: float, corner: float) -> bytes:
    """The mark as an RGBA picture."""
    scale = SIDE / pixels
    pieces = strokes()
    rows = []
    for row in range(pixels):
        y = (row + 0.5) * scale
        near = _near((y - SIDE / 2) / share + SIDE / 2, pieces)
        rows.append(
            b"\0"
            + b"".join(_pixel((col + 0.5) * scale, y, scale, share, corner, near) for col in range(pixels))
        )
    head = struct.pack(">IIBBBBB", pixels, pixels, 8, 6, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _near(y: float, pieces: list[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    reach = STROKE / 2 + 4
    return [(a, b) for a, b in pieces if min(a[1], b[1]) - reach <= y <= max(a[1], b[1]) + reach]


def _pixel(
    x: float, y: float, scale: float, share: float, corner: float, near: list[tuple[Point, Point]]
) -> bytes:
    mark_x, mark_y = ((v - SIDE / 2) / share + SIDE / 2 for v in (x, y))
    distance = min((_distance(mark_x, mark_y, a, b) for a, b in near), default=1e9)
    white = _cover((distance - STROKE / 2) * share, scale)
    colour = (round(blue + (light - blue) * white) for blue, light in zip(BLUE, WHITE, strict=True))
    return bytes((*colour, round(255 * _square(x, y, scale, corner))))


def _square(x: float, y: float, scale: float, corner: float) -> float:
    """How much of the pixel lies in the (rounded) square."""
    if not corner:
        return 1.0
    dx, dy = (max(abs(v - SIDE / 2) - (SIDE / 2 - corner), 0) for v in (x, y))
    return _cover(hypot(dx, dy) - corner, scale)


def _cover(outside: float, scale: float) -> float:
    return min(max(0.5 - outside / scale, 0.0), 1.0)


def _distance(x: float, y: float, a: Point, b: Point) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    along = min(max(((x - a[0]) * dx + (y - a[1]) * dy) / (dx * dx + dy * dy), 0.0), 1.0)
    return hypot(x - a[0] - along * dx, y - a[1] - along * dy)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def main() -> None:
    """Write the drawing and every picture beside this file."""
    here = Path(__file__).parent
    (here / "icon.svg").write_text(svg(), encoding="utf-8")
    for name, pixels, share, corner in PICTURES:
        (here / name).write_bytes(png(pixels, share, corner))


if __name__ == "__main__":
    main()
