"""How the cells of a roster are shown before they are in the archive: masked like everything."""

from __future__ import annotations

import re

from app.domain.masking import mask_name, mask_phone
from app.domain.roster_cells import names_in
from app.domain.tables import Cell
from ui.imports.table_models import cell_words

_NUMBER = re.compile(r"\+?[0-9０-９][0-9０-９ \-]{5,}[0-9０-９]")
_DATE = re.compile(r"[12][0-9]{3}[-/.][0-9]{1,2}[-/.][0-9]{1,2}")


def masked_cell(cell: Cell, *, is_name: bool) -> str:
    """Return a cell on one line with names and long numbers starred."""
    words = cell_words(cell)
    if is_name:
        return "、".join(mask_name(name) for name in names_in(words)) or words[:1]
    if _DATE.match(words):
        return words
    return _NUMBER.sub(lambda found: mask_phone("".join(found[0].split())), words)
