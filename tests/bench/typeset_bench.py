"""The same 2,000 rows typeset by others: typst, and LibreOffice if this computer has it.

Both get the columns of the monthly paper's table as plain text with its widths and size, and make
a PDF of it; neither draws the report's other sections, and our side draws the whole paper.  typst
comes with the optional libraries ``bench`` and compiles within this process, its fonts loaded
beforehand; LibreOffice is started anew each time, as nobody keeps it running at a desk, and reads
an HTML table.
"""

from __future__ import annotations

import html
import importlib.util
import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from paper_bench import COLUMNS, bench_cells, bench_summary

from resources import BUILT

_HEADS = ("编号", "地点", "类别", "原话", "责任人", "状态")


def typst_side(folder: Path) -> Callable[[], float] | None:
    """Return what times typst, None if it is not installed."""
    if importlib.util.find_spec("typst") is None:
        return None
    import typst

    source = folder / "rows.typ"
    source.write_text(_typst_source(0), encoding="utf-8")
    compiler = typst.Compiler(
        str(source), font_paths=[str(BUILT / "fonts")], ignore_system_fonts=True
    )
    runs = itertools.count(1)

    def timed() -> float:
        # Other words each time: typst remembers the layout of what it has seen.
        source.write_text(_typst_source(next(runs)), encoding="utf-8")
        begun = time.perf_counter()
        compiler.compile(output=str(folder / "typst.pdf"))
        return time.perf_counter() - begun

    return timed


def _typst_source(run: int) -> str:
    widths = ", ".join(f"{width}pt" for width in COLUMNS)
    heads = ", ".join(f"[*{head}*]" for head in _HEADS)
    rows = ",\n".join(
        ", ".join(f"[#{_typst_text(cell[run:] + cell[:run])}]" for cell in bench_cells(line))
        for line in bench_summary().complaints
    )
    return (
        '#set page("a4", margin: 36pt, numbering: "1 / 1")\n'
        '#set text(font: "Reception Sans", size: 8pt, lang: "zh")\n'
        f"#table(columns: ({widths}), stroke: (bottom: 0.4pt), inset: 3pt,\n"
        f"table.header({heads}),\n{rows})\n"
    )


def _typst_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def libreoffice_side(folder: Path) -> Callable[[], float] | None:
    """Return what times LibreOffice without a window, None if this computer has none."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    source = folder / "rows.html"
    source.write_text(_html_source(), encoding="utf-8")
    fonts = folder / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f"<fontconfig><dir>{BUILT / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir>"
        "</fontconfig>",
        encoding="utf-8",
    )

    def timed() -> float:
        begun = time.perf_counter()
        subprocess.run(
            [
                program,
                f"-env:UserInstallation={(folder / 'office').as_uri()}",
                "--headless",
                "--infilter=HTML (StarWriter)",
                "--convert-to",
                "pdf",
                "--outdir",
                str(folder),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=300,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        spent = time.perf_counter() - begun
        if not (folder / "rows.pdf").exists():
            raise FileNotFoundError("rows.pdf")
        return spent

    return timed


def _html_source() -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in bench_cells(line)) + "</tr>"
        for line in bench_summary().complaints
    )
    heads = "".join(f"<th>{head}</th>" for head in _HEADS)
    return (
        "<html><head><meta charset='utf-8'><style>body {font: 8pt 'Reception Sans'}</style></head>"
        "<body>"
        f"<table><thead><tr>{heads}</tr></thead>{rows}</table></body></html>"
    )
