"""Our codes in words, for the boxes of the import; and how categories may be spelt outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.domain.import_mapping import PATHS, CaseField
from app.domain.terms import CaseType, Severity, Source
from app.labels import case_state_label, case_type_label, severity_label, source_label
from app.services.case_views import CategoryView
from ui.cases.category_words import category_names


def code_words(categories: Sequence[CategoryView]) -> Mapping[CaseField, Mapping[str, str]]:
    """Return, for each field of codes, the words of each of our codes."""
    return {
        CaseField.STATUS: {state.value: case_state_label(state) for state in PATHS},
        CaseField.TYPE: {kind.value: case_type_label(kind) for kind in CaseType},
        CaseField.CATEGORY: category_names(categories, with_parent=True),
        CaseField.SOURCE: {source.value: source_label(source) for source in Source},
        CaseField.SEVERITY: {str(level.value): severity_label(level) for level in Severity},
    }


def category_spellings(categories: Sequence[CategoryView]) -> dict[str, tuple[str, ...]]:
    """Return the names by which each category may be known in a file.

    A child is known by its own name too, unless another category has the same.
    """
    parents = {view.code: view for view in categories}
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for view in sorted(categories, key=lambda view: view.parent is not None):
        parent = parents.get(view.parent or "")
        names = [name for name in (view.name_zh, view.name_en) if name not in taken]
        taken.update(names)
        if parent is not None:
            names += [
                f"{parent.name_zh} / {view.name_zh}",
                f"{parent.name_en} / {view.name_en}",
            ]
        found[view.code] = tuple(names)
    return found
