"""Two pictures as SVG, written by hand: no script, no font of their own, readable on light and on dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

_STYLE = """\
<style>
text { font: 12px system-ui, sans-serif; fill: #57606a; }
.head { font-weight: 600; fill: #24292f; }
.line { stroke: #8c959f; stroke-opacity: .35; }
.aim { stroke: #8c959f; stroke-dasharray: 3 3; }
.a { fill: #0969da; } .b { fill: #d4730b; } .c { fill: #1a7f37; }
.la { stroke: #0969da; fill: none; stroke-width: 2; } .lb { stroke: #d4730b; fill: none; stroke-width: 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #9da7b3; } .head { fill: #e6edf3; }
  .a { fill: #58a6ff; } .b { fill: #f0a04b; } .c { fill: #56d364; }
  .la { stroke: #58a6ff; } .lb { stroke: #f0a04b; }
}
</style>
"""


@dataclass(frozen=True)
class Panel:
    """Dots from `low` to 1. rows: a label, and a share by reader; readers in the order of `names`. aim: of the first reader."""

    title: str
    names: Sequence[str]
    rows: Sequence[tuple[str, Mapping[str, float]]]
    aim: float | None = None
    low: float = field(default=0.0)


_LEFT, _WIDTH, _GAP, _ROW, _TOP = 34, 230, 46, 24, 78
_SHAPES = ("a", "b", "c")


def dots(panels: Sequence[Panel], described: str) -> str:
    """described: for those who do not see it."""
    height = _TOP + _ROW * max((len(panel.rows) for panel in panels), default=0) + 30
    width = len(panels) * (_LEFT + _WIDTH) + (len(panels) - 1) * _GAP + 20
    parts = [_opening(width, height, described)]
    for place, panel in enumerate(panels):
        parts += _panel(panel, place * (_LEFT + _WIDTH + _GAP), height)
    return "\n".join([*parts, "</svg>", ""])


def _panel(panel: Panel, x: float, height: float) -> list[str]:
    def across(share: float) -> float:
        return x + _LEFT + _WIDTH * (max(share, panel.low) - panel.low) / (1 - panel.low)

    parts = [f'<text class="head" x="{x}" y="16">{escape(panel.title)}</text>']
    at = x
    for kind, name in zip(_SHAPES, panel.names, strict=False):
        parts += [_mark(kind, at + 5, 32), f'<text x="{at + 14}" y="36">{escape(name)}</text>']
        at += 30 + 7 * len(name)
    bottom = height - 24
    for step in range(5):
        share = panel.low + (1 - panel.low) * step / 4
        parts.append(
            f'<line class="line" x1="{across(share):.1f}" x2="{across(share):.1f}" y1="66" y2="{bottom}"/>'
        )
        parts.append(
            f'<text x="{across(share):.1f}" y="{bottom + 16}" text-anchor="middle">{share:.0%}</text>'
        )
    if panel.aim is not None:
        parts.append(
            f'<line class="aim" x1="{across(panel.aim):.1f}" x2="{across(panel.aim):.1f}" y1="60" y2="{bottom}"/>'
        )
        parts.append(
            f'<text x="{across(panel.aim):.1f}" y="58" text-anchor="end">aim {panel.aim:.0%} </text>'
        )
    for place, (label, shares) in enumerate(panel.rows):
        y = _TOP + _ROW * place + 6
        parts.append(f'<text x="{x}" y="{y + 4}">{escape(label)}</text>')
        for kind, name in reversed([*zip(_SHAPES, panel.names, strict=False)]):
            if name in shares:
                title = f"<title>{escape(label)}, {escape(name)}: {shares[name]:.1%}</title>"
                parts.append(_mark(kind, across(shares[name]), y, title))
    return parts


def _mark(kind: str, x: float, y: float, inside: str = "") -> str:
    """A circle, a square, a diamond: told apart without colour too."""
    if kind == "a":
        return f'<circle class="a" cx="{x:.1f}" cy="{y}" r="6">{inside}</circle>'
    turned = f' transform="rotate(45 {x:.1f} {y})"' if kind == "c" else ""
    return f'<rect class="{kind}" x="{x - 4:.1f}" y="{y - 4}" width="8" height="8"{turned}>{inside}</rect>'


_SMALL, _HIGH = 150, 100


def curves(
    shown: Mapping[str, Sequence[tuple[float, float, float]]],
    *,
    chosen: float,
    names: tuple[str, str],
    described: str,
) -> str:
    """shown: by language, (threshold, first line, second line); thresholds from 0, shares from 0.5 to 1."""
    most = max((points[-1][0] for points in shown.values()), default=1.0)
    width, height = 3 * (_SMALL + 50) + 10, ((len(shown) + 2) // 3) * (_HIGH + 58) + 34
    parts = [_opening(width, height, described)]
    for kind, name, x in (("la", names[0], 4), ("lb", names[1], 260)):
        parts += [
            f'<line class="{kind}" x1="{x}" x2="{x + 22}" y1="12" y2="12"/>',
            f'<text x="{x + 28}" y="16">{escape(name)}</text>',
        ]
    for place, (label, points) in enumerate(shown.items()):
        x, y = (place % 3) * (_SMALL + 50) + 34, (place // 3) * (_HIGH + 58) + 52

        def spot(threshold: float, share: float, x: float = x, y: float = y) -> str:
            return f"{x + _SMALL * threshold / most:.1f},{y + _HIGH * (1 - max(share, 0.5)) * 2:.1f}"

        parts.append(f'<text class="head" x="{x}" y="{y - 8}">{escape(label)}</text>')
        for share in (0.5, 0.75, 1.0):
            level = y + _HIGH * (1 - share) * 2
            parts.append(f'<line class="line" x1="{x}" x2="{x + _SMALL}" y1="{level}" y2="{level}"/>')
            parts.append(f'<text x="{x - 4}" y="{level + 4}" text-anchor="end">{share:.0%}</text>')
        at = x + _SMALL * chosen / most
        parts.append(f'<line class="aim" x1="{at:.1f}" x2="{at:.1f}" y1="{y}" y2="{y + _HIGH}"/>')
        parts.append(f'<text x="{at:.1f}" y="{y + _HIGH + 15}" text-anchor="middle">{chosen:g}</text>')
        parts += [
            f'<polyline class="{kind}" points="{" ".join(spot(point[0], point[line]) for point in points)}"/>'
            for kind, line in (("la", 1), ("lb", 2))
        ]
    return "\n".join([*parts, "</svg>", ""])


def _opening(width: float, height: float, described: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 0 {width + 8:.0f} {height:.0f}" width="{width + 8:.0f}" '
        f'role="img"><title>{escape(described)}</title>\n{_STYLE}'
    )
