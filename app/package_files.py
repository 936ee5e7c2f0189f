"""A person's package as files in a folder of its own; no name of anybody stands in a file name."""

from __future__ import annotations

import json
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.errors import Problem, UserFacingError
from app.domain.rights import PersonalPackage
from app.i18n import current_language
from app.written_file import replace_file


def write_package(package: PersonalPackage, folder: Path, lang: str = "") -> Path:
    """Write paper, data and files into a new folder inside ``folder``; return it.

    Raises:
        UserFacingError: it could not be written.
    """
    # Brings reportlab with it, which nobody needs before the first paper.
    from app.reports import personal_package  # noqa: PLC0415

    made = package.made_at.astimezone(ZoneInfo(package.timezone))
    target = folder / f"personal-information-{made:%Y%m%d-%H%M%S}"
    try:
        target.mkdir(mode=0o700)
        text = json.dumps(package.plain(), ensure_ascii=False, indent=2) + "\n"
        replace_file(target / "personal-information.json", text.encode("utf-8"))
        for file in package.files:
            replace_file(target / file.name, file.data)
        paper = target / "personal-information.pdf"
        personal_package.render(package, paper, lang or current_language())
    except OSError as error:
        raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=target) from error
    return target
