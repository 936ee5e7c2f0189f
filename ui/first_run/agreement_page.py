"""The administrator signs the confidentiality agreement; the account is made with it (5-3)."""

from __future__ import annotations

from app.i18n import _
from ui.agreements.agreement_form import AgreementForm
from ui.first_run.page import SetupPage

_HEIGHT = 380


class AgreementPage(SetupPage):
    """The text to read and the field to sign; what was signed stays on this page."""

    def __init__(self) -> None:
        super().__init__(
            _("Agreement"),
            _(
                "Everybody who works at the desk signs the confidentiality agreement before "
                "their account opens. You are the first."
            ),
        )
        self.form = AgreementForm()
        self.form.browser.setFixedHeight(_HEIGHT)
        self.form.changed.connect(self.changed)
        self.add(self.form)
        self.setFocusProxy(self.form)

    def check(self) -> bool:
        """Read to its end, and signed."""
        if not self.form.complete:
            self.form.show_missing()
        return self.form.complete
