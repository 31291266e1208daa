"""What every screen must satisfy: axe, target sizes and gaps, nothing cut, no greyed-out controls."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.live import ROOT

WHOLE_SCREEN = 6_000  # CSS px
AXE = (ROOT / "pwa/node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => {
  const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const found = await axe.run(document, {runOnly: rules});
  const where = v => v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ');
  return found.violations.map(v => v.id + ': ' + where(v));
}"""
TARGETS = """() => {
  const tappable = 'button, a[href], input, select, textarea, [role=radio], summary';
  const visible = e => e.checkVisibility({visibilityProperty: true});
  const shown = [...document.querySelectorAll(tappable)].filter(visible);
  return shown.map(e => {
    const label = e.matches('input[type=radio], input[type=checkbox]') ? e.closest('label') ?? e : e;
    const b = label.getBoundingClientRect();
    const words = e.getAttribute('aria-label') || e.textContent || e.getAttribute('name') || e.tagName;
    const name = words.trim().slice(0, 30), off = b.right < 0 || b.left > innerWidth || b.bottom <= 0;
    return {name, off, x: b.x, y: b.y, w: b.width, h: b.height};
  }).filter(t => t.w > 1 && t.h > 1 && !t.off);
}"""
GREYED = """() => [...document.querySelectorAll('[disabled], [readonly], [placeholder]')]
  .map(e => e.outerHTML.slice(0, 80))"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def axe_violations(page: Page) -> list[str]:
    """One line per violated rule, naming the first three places. The page's own CSP stays in force."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    return list(page.evaluate(RUN_AXE))


def targets(page: Page) -> list[dict[str, Any]]:
    return list(page.evaluate(TARGETS))


def small_targets(page: Page, least: int = 48) -> list[str]:
    """Tappable things lower or narrower than `least` CSS px."""
    return [
        f"{target['name']} {target['w']:.0f}×{target['h']:.0f}"
        for target in targets(page)
        if target["h"] < least - 0.5 or target["w"] < least - 0.5
    ]


def close_targets(page: Page, least: float = 8) -> list[str]:
    """Pairs of tappable things nearer than `least` CSS px; one inside the other is one target."""
    found = targets(page)
    return [
        f"{one['name']} / {other['name']} {gap:.1f}"
        for place, one in enumerate(found)
        for other in found[place + 1 :]
        if (gap := _gap(one, other)) is not None and gap < least - 0.5
    ]


def _gap(one: dict[str, Any], other: dict[str, Any]) -> float | None:
    across = max(one["x"], other["x"]) - min(one["x"] + one["w"], other["x"] + other["w"])
    down = max(one["y"], other["y"]) - min(one["y"] + one["h"], other["y"] + other["h"])
    if across < 0 and down < 0:
        return None if _inside(one, other) or _inside(other, one) else 0.0
    return max(across, down)


def _inside(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(
        one["x"] >= other["x"] - 1
        and one["y"] >= other["y"] - 1
        and one["x"] + one["w"] <= other["x"] + other["w"] + 1
        and one["y"] + one["h"] <= other["y"] + other["h"] + 1
    )


def faults(page: Page, least: int = 48, gap: float = 8, axe: bool = True) -> list[str]:
    """Everything wrong with the screen as it stands, in words; empty when nothing is.

    Measured on a window tall enough for the whole screen: nothing is hidden under a foot that stays in place.
    """
    size = page.viewport_size or {"width": 820, "height": 1180}
    page.set_viewport_size({"width": size["width"], "height": WHOLE_SCREEN})
    if (height := page.evaluate("() => document.documentElement.scrollHeight")) > WHOLE_SCREEN:
        page.set_viewport_size({"width": size["width"], "height": height})
    try:
        said = [f"axe {line}" for line in axe_violations(page)] if axe else []
        return said + _faults(page, least, gap)
    finally:
        page.set_viewport_size(size)


def _faults(page: Page, least: int, gap: float) -> list[str]:
    sideways = page.evaluate(SIDEWAYS)
    return [
        *(f"small {line}" for line in small_targets(page, least)),
        *(f"close {line}" for line in close_targets(page, gap)),
        *(f"greyed {line}" for line in page.evaluate(GREYED)),
        *([f"scrolls sideways by {sideways} px"] if sideways > 0 else []),
    ]


def picture(page: Page, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.png"
    page.screenshot(path=str(path))
    return path
