"""Data files of the program, and where to find them.

``built`` holds what ``packaging/dev.py`` makes from package dependencies (fonts, compiled
catalogues, pinyin table, calendar seed); everything else is kept in the repository.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent
BUILT = ROOT / "built"
