"""Names of categories in the language of the screen."""

from __future__ import annotations

from collections.abc import Iterable

from app.i18n import current_language
from app.services.case_views import CategoryView


def category_names(views: Iterable[CategoryView], *, with_parent: bool = False) -> dict[str, str]:
    """Return the name of each category by its code, with its parent's name before it if wanted."""
    chinese = current_language() == "zh_CN"
    by_code = {view.code: view for view in views}

    def own_name(view: CategoryView) -> str:
        return view.name_zh if chinese else view.name_en

    names = {}
    for code, view in by_code.items():
        parent = by_code.get(view.parent or "")
        own = own_name(view)
        names[code] = f"{own_name(parent)} › {own}" if parent and with_parent else own
    return names
