"""Measurements of the desk against bare libraries, as ratios of one run.

Usage: python packaging/dev.py bench
Every ratio compares medians of both sides, measured in turn, so that whatever else the machine
does falls on both.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from list_bench import list_sides
from paper_bench import paper_sides
from search_bench import search_sides
from start_bench import start_sides
from visit_bench import visit_sides

Timed = Callable[[], float]

RUNS = 7


def in_turn(ours: Timed, floor: Timed) -> tuple[float, float]:
    """Return the medians of both sides in seconds, after one warm-up of each."""
    ours()
    floor()
    pairs = [(ours(), floor()) for _run in range(RUNS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def main() -> int:
    """Print one line a comparison."""
    with tempfile.TemporaryDirectory(prefix="reception-bench-") as name:
        folder = Path(name)
        for title, sides in (
            ("start to the first painted unlock screen / an empty window", start_sides),
            ("one visit saved / a bare transaction with as many rows", visit_sides),
            ("200 cases listed behind 90,000 / the first 200", list_sides),
            ("p95 of a search in 50,000 cases / in 500", search_sides),
            ("monthly paper, 2,000 complaints / its rows on a bare canvas", paper_sides),
        ):
            ours, floor = in_turn(*sides(folder))
            print(
                f"{ours / floor:6.2f}  {title}  ({ours * 1000:.1f} ms / {floor * 1000:.1f} ms)",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
