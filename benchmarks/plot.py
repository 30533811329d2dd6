"""docs/img/streams.svg: the cores that streams take, by client; drawn from the latest figures.

The same figures give the same file. Nothing is painted behind it and its greys are of a middle
brightness, so that it can be read on a light page and on a dark one.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.clients import DIRECT, HTTPX, LITELLM, SDK
from benchmarks.latest import cores, latest

IMAGE = Path(__file__).parent.parent / "docs" / "img" / "streams.svg"
GREY = "#808890"
# Cores; a client that needs more leaves the picture.
MOST = 2
COLOURS = {LITELLM: "#d1495b", SDK: "#d98c1f", HTTPX: GREY, DIRECT: "#2f8fd8"}
STYLE = {
    "svg.hashsalt": "llmgate",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": GREY,
    "axes.labelcolor": GREY,
    "axes.edgecolor": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def main() -> None:
    """Draw it, if the latest run measured it."""
    taken = cores(latest())
    if taken:
        IMAGE.parent.mkdir(exist_ok=True)
        draw(taken, IMAGE)


def draw(taken: dict[str, list[tuple[int, float]]], file: Path) -> None:
    """Write the picture of these figures."""
    pyplot = import_module("matplotlib.pyplot")
    with pyplot.rc_context(STYLE):
        figure, axes = pyplot.subplots(figsize=(7.2, 4.0))
        for label, points in taken.items():
            counts, used = zip(*points, strict=True)
            axes.plot(counts, used, color=COLOURS[label], marker="o", linewidth=2)
            name(axes, label, points)
        axes.axhline(1, color=GREY, linewidth=1, linestyle=":")
        end = axes.get_yaxis_transform()
        axes.annotate("one core", (1, 1), (0, -12), end, "offset points", ha="right")
        axes.set_xlim(left=0)
        axes.set_ylim(0, MOST)
        axes.set_xlabel("streams at once, each of 80 chunks a second")
        axes.set_ylabel("cores")
        figure.tight_layout()
        figure.savefig(file, transparent=True, metadata={"Date": None})
        pyplot.close(figure)


def name(axes: Any, label: str, points: list[tuple[int, float]]) -> None:
    """Write a client's name beside its last point in the picture."""
    last = ([point for point in points if point[1] < MOST] or points)[-1]
    aside: dict[str, Any] = {"xytext": (8, -4)}
    if last == points[-1]:
        aside = {"xytext": (-8, 6), "ha": "right"}
    axes.annotate(label, last, textcoords="offset points", color=COLOURS[label], **aside)


if __name__ == "__main__":
    main()
