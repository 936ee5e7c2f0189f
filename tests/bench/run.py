"""Measurements of the desk against bare libraries, as ratios of one run.

Usage: python packaging/dev.py bench [--full]

``--full`` adds stores of a million cases, which take some minutes to make.
Every ratio compares medians of both sides, measured in turn, so that whatever else the machine
does falls on both.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import gui_bench
from list_bench import list_sides
from month_bench import month_sides, print_full
from paper_bench import paper_sides
from search_bench import search_sides
from start_bench import start_sides
from typeset_bench import libreoffice_side, typst_side
from visit_bench import visit_sides

Timed = Callable[[], float]

RUNS = 7


def in_turn(ours: Timed, floor: Timed, runs: int) -> tuple[float, float]:
    """Return the medians of both sides in seconds, after one warm-up of each."""
    ours()
    floor()
    pairs = [(ours(), floor()) for _run in range(runs)]
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
            ("a month's figures from 100,000 cases / as many rows read bare", month_sides),
            ("monthly paper, 2,000 complaints / its rows on a bare canvas", paper_sides),
        ):
            _print_ratio(title, sides(folder), RUNS)
        _compare_typesetting(folder)
        gui_bench.measure_here(folder)
        if "--full" in sys.argv[1:]:
            print_full(folder)
    return 0


def _print_ratio(title: str, sides: tuple[Timed, Timed], runs: int) -> None:
    ours, floor = in_turn(*sides, runs)
    print(
        f"{ours / floor:6.2f}  {title}  ({ours * 1000:.1f} ms / {floor * 1000:.1f} ms)",
        flush=True,
    )


def _compare_typesetting(folder: Path) -> None:
    ours, _floor = paper_sides(folder)
    for name, side, runs in (
        ("typst", typst_side(folder), RUNS),
        ("LibreOffice", libreoffice_side(folder), 3),
    ):
        if side is None:
            print(f"   ---  monthly paper / {name}: not on this computer", flush=True)
        else:
            _print_ratio(f"monthly paper / the same rows by {name}", (ours, side), runs)


if __name__ == "__main__":
    sys.exit(main())
