"""Which program this is, what it is made of, and where the data lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.i18n import _
from app.version import VERSION
from ui.settings.section import SettingsSection
from ui.widgets.wording import label

# Names of works and licences are the same in every language.
_WORKS = (
    ("Qt, PySide6", "LGPL-3.0"),
    ("Noto Sans SC (Reception Sans)", "OFL-1.1"),
    ("Lucide", "ISC, MIT"),
    ("SQLCipher, sqlcipher3", "BSD-3-Clause, zlib"),
    ("SQLAlchemy, Alembic", "MIT"),
    ("Argon2 (argon2-cffi)", "MIT"),
    ("cryptography", "Apache-2.0 / BSD-3-Clause"),
    ("ReportLab", "BSD-3-Clause"),
    ("Pillow", "MIT-CMU"),
    ("PDFium (pypdfium2)", "BSD-3-Clause, Apache-2.0"),
    ("zxcvbn, platformdirs, uuid6", "MIT"),
    ("segno", "BSD-3-Clause"),
    ("jieba-rs (rjieba)", "MIT"),
)


class AboutSection(SettingsSection):
    """Everything here can be selected and copied, for whoever looks after the program."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(_("About"), "", parent)
        program = self.add_card(_("Reception console"))
        rows = (
            (_("Version"), VERSION, "aboutVersion"),
            (_("Licence"), "MIT", "aboutLicence"),
            (_("Data folder"), str(folder), "aboutFolder"),
        )
        program.add(_table([(key, value) for key, value, _name in rows], [n for _k, _v, n in rows]))
        program.add(
            label(_("Works off line. Everything is kept on this computer, encrypted."), "muted")
        )
        works = self.add_card(_("Made with"))
        works.add(_table(list(_WORKS), []))
        works.add(
            label(
                _("The full licence texts lie beside the program, those of fonts and icons too."),
                "muted",
                wrap=True,
            )
        )
        self.column.addStretch(1)


def _table(rows: list[tuple[str, str]], names: list[str]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    grid.setVerticalSpacing(6)
    for number, (key, value) in enumerate(rows):
        shown = label(value, wrap=True, name=names[number] if names else "")
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setAccessibleName(f"{key}: {value}")
        grid.addWidget(label(key, "muted"), number, 0)
        grid.addWidget(shown, number, 1)
    grid.setColumnStretch(1, 1)
    return grid
