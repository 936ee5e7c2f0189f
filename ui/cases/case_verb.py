"""One way to carry a case on, as the case page offers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain.terms import Channel
from app.i18n import _
from app.labels import channel_label
from ui.cases.form_fields import FieldKind, FormFieldSpec
from ui.widgets.chips import Choice


def _nothing_to_say(_result: Any) -> str:
    return ""


@dataclass(frozen=True)
class CaseVerb:
    """One way to carry a case on; its fields are named as the service's arguments.

    ``key`` tells forms apart that are alike, such as those of two promises.  ``facts`` go to the
    service besides what is filled in.  ``of_case`` is False where the service is not handed the
    case, ``opens_result`` True where it returns the case to go on with.  ``said`` words what came
    of it.
    """

    key: str
    words: str
    title: str
    service: Callable[..., Any]
    fields: tuple[FormFieldSpec, ...] = ()
    explanation: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    of_case: bool = True
    opens_result: bool = False
    said: Callable[[Any], str] = _nothing_to_say

    @property
    def name(self) -> str:
        """What its button and form are called."""
        return self.key.partition(":")[0]


def text(name: str, caption: str, *, hint: str = "", optional: bool = False) -> FormFieldSpec:
    """Return a field for words; they have to be filled in unless they are ``optional``."""
    return FormFieldSpec(
        name, caption, FieldKind.TEXT, optional=optional, must_fill=not optional, hint=hint
    )


def channel_field(caption: str = "") -> FormFieldSpec:
    """Return the list of ways in which a customer is told, the usual one first."""
    choices = tuple(
        Choice(channel, channel_label(channel))
        for channel in (Channel.PHONE, *(c for c in Channel if c is not Channel.PHONE))
    )
    return FormFieldSpec("channel", caption or _("Told how"), FieldKind.LIST, choices)
