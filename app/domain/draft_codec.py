"""A visit draft as plain values for the store and back; unknown fields are left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.domain.visit_flow import VisitDraft


def to_plain(value: Any) -> Any:
    """Return a draft, or a part of one, as dictionaries, lists, text, numbers and None."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        # Half a character, as some input methods leave behind, can be kept by no store.
        return value.encode("utf-8", "ignore").decode("utf-8")
    return value


def draft_from_plain(plain: dict[str, Any]) -> VisitDraft:
    """Return the draft that :func:`to_plain` wrote down."""
    draft = _from_plain(VisitDraft, plain)
    if not isinstance(draft, VisitDraft):
        raise TypeError(type(draft))
    return draft


def _from_plain(kind: Any, plain: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        if plain is None:
            return None
        kind = next(arg for arg in get_args(kind) if arg is not type(None))
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return tuple(_from_plain(item, value) for value in plain)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        known = {f.name for f in fields(kind)}
        return kind(
            **{
                name: _from_plain(hints[name], value)
                for name, value in plain.items()
                if name in known
            }
        )
    if kind is datetime:
        return datetime.fromisoformat(plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(plain)
    return plain


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
