"""The pages with a few plain fields: welcome, company, administrator, finish."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton

from app.domain.typed_text import NAME_LIMIT, clean_line
from app.i18n import LANGUAGES, _, current_language
from ui.first_run.page import SetupPage
from ui.tasks import TaskRunner
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.look_switch import LANGUAGE_NAMES
from ui.widgets.new_password import NewPassword
from ui.widgets.wording import label


def name_line(name: str, placeholder: str = "", limit: int = NAME_LIMIT) -> QLineEdit:
    """Return a line for a name."""
    line = QLineEdit()
    line.setObjectName(name)
    line.setMaxLength(limit)
    line.setPlaceholderText(placeholder)
    return line


def require(field: FormField, line: QLineEdit) -> bool:
    """Show beside the field that it is empty, if it is; return whether it is filled in."""
    filled = bool(clean_line(line.text()))
    field.set_error("" if filled else _("Please fill this in."))
    return filled


class WelcomePage(SetupPage):
    """Greets, and asks for the language of the screen."""

    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__(
            _("Welcome"),
            _(
                "In five minutes this computer becomes a reception desk. Everything you enter "
                "stays on it, encrypted; nothing is sent anywhere."
            ),
        )
        chips = [Choice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
        self.language = ChipGroup(chips, digits=True, name="setupLanguage")
        self.language.set_value(current_language())
        self.add(FormField(_("Language of the screen"), self.language))
        card = Card(_("What you need"), tint=True)
        for words in (
            _("The company's name and the desk's telephone number"),
            _("How the first project is built: buildings, units, floors"),
            _("A password for the administrator"),
            _("A printer or a USB stick for the recovery key"),
        ):
            card.add(label(f"·  {words}", wrap=True))
        self.add(card)
        self.language.chosen.connect(self._on_language_chosen)
        self.setFocusProxy(self.language)

    def _on_language_chosen(self, code: object) -> None:
        self.language_chosen.emit(str(code))


class CompanyPage(SetupPage):
    """Asks for company and desk phone, which stand on every paper."""

    def __init__(self) -> None:
        super().__init__(_("Company"), _("The name stands on every paper, the phone on receipts."))
        self.company = name_line("setupCompany", _("e.g. Cuihu Property Services"))
        self.phone = name_line("setupPhone", "0571-8888 6666", 40)
        self.company_field = FormField(_("Company name"), self.company)
        self.phone_field = FormField(
            _("Telephone of the desk"),
            self.phone,
            hint=_("Customers find it on their receipt."),
            optional=True,
        )
        self.add(self.company_field)
        self.add(self.phone_field)
        self.setFocusProxy(self.company)

    def check(self) -> bool:
        """The name is needed."""
        return require(self.company_field, self.company)

    def typed(self) -> dict[str, object]:
        """Return both lines."""
        return {"company": self.company.text(), "phone": self.phone.text()}

    def put_back(self, typed: dict[str, object]) -> None:
        """Fill both lines in."""
        self.company.setText(str(typed["company"]))
        self.phone.setText(str(typed["phone"]))


class AdministratorPage(SetupPage):
    """Asks for the first administrator's name and password."""

    def __init__(self, runner: TaskRunner) -> None:
        super().__init__(
            _("First administrator"),
            _(
                "This person adds the other staff later. Nobody can read the password back, "
                "not even us; the next page gives you a recovery key."
            ),
        )
        self.name = name_line("setupAdministrator")
        self.name_field = FormField(_("Full name"), self.name)
        self.passwords = NewPassword(runner)
        self.add(self.name_field)
        self.add(self.passwords)
        self.passwords.submitted.connect(self.submitted)
        self.passwords.changed.connect(self.changed)
        self.setFocusProxy(self.name)

    def check(self) -> bool:
        """Name and a good password, twice the same."""
        named = require(self.name_field, self.name)
        if not self.passwords.valid:
            self.passwords.show_errors()
        return named and self.passwords.valid

    def typed(self) -> dict[str, object]:
        """Return the name; a password is typed anew."""
        return {"name": self.name.text()}

    def put_back(self, typed: dict[str, object]) -> None:
        """Fill the name in."""
        self.name.setText(str(typed["name"]))


class FinishPage(SetupPage):
    """Offers demonstration data."""

    def __init__(self) -> None:
        super().__init__(
            _("Ready"),
            _("The desk is set up. Do you want to practise first?"),
        )
        self.empty = QRadioButton(_("Start with an empty desk"))
        self.empty.setObjectName("setupEmpty")
        self.demo = QRadioButton(_("Fill it with demonstration data"))
        self.demo.setObjectName("setupDemo")
        group = QButtonGroup(self)
        for button in (self.empty, self.demo):
            button.setAccessibleName(button.text())
            group.addButton(button)
        self.empty.setChecked(True)
        card = Card()
        card.add(self.empty)
        card.add(label(_("For real work. You can receive customers at once."), "muted", wrap=True))
        card.add(self.demo)
        self._about_demo = label(
            _(
                "Invented households, visits and complaints of the last months, to look around "
                "and to train. They cannot be taken out one by one: for real work, set the "
                "desk up anew in another folder."
            ),
            "muted",
            wrap=True,
        )
        self._no_demo = label(
            _("Demonstration data need rooms, and this project has none yet."),
            "muted",
            wrap=True,
            name="setupNoDemo",
        )
        self._no_demo.setVisible(False)
        card.add(self._about_demo)
        card.add(self._no_demo)
        self.add(card)
        self.setFocusProxy(self.empty)

    def offer_demo(self, *, possible: bool) -> None:
        """Offer demonstration data, or say why there can be none."""
        if not possible:
            self.empty.setChecked(True)
        self.demo.setVisible(possible)
        self._about_demo.setVisible(possible)
        self._no_demo.setVisible(not possible)

    @property
    def wants_demo(self) -> bool:
        """Whether demonstration data are wanted."""
        return self.demo.isChecked()
