"""Photos and a note for one case of the pictured store, drawn here so that they show nobody."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

from app.domain.case_filter import CaseFilter
from app.domain.case_states import OPEN_STATES
from app.domain.terms import CaseType
from app.incoming_files import prepare
from app.services.attachments import add_attachment
from app.services.case_list import list_cases
from app.services.reporting import list_projects
from app.workspace import Workspace

_SIZE = (1600, 1200)


def add_files(folder: Path, user: str, password: str) -> str:
    """Add three photos and a note to a complaint that is still open; return its id."""
    workspace = Workspace(folder)
    try:
        actor = workspace.unlock_by_name(user, password)
        now = datetime.now(UTC)
        wanted = CaseFilter(types=(CaseType.COMPLAINT,), states=tuple(sorted(OPEN_STATES)))
        project = workspace.read(list_projects)[0]
        page = workspace.read(
            list_cases, actor=actor, project_id=project.project_id, wanted=wanted, now=now
        )
        case_id: str = page.rows[0].case_id
        for name, data in (
            ("轿厢门 lift door.jpg", _photo((96, 110, 122), doors=2)),
            ("导轨 guide rail.jpg", _photo((120, 104, 84), doors=1)),
            ("机房 machine room.jpg", _photo((74, 96, 92), doors=4)),
            ("维保说明 note.txt", "导轨靴磨损，配件明日到货。".encode()),
        ):
            workspace.write(
                add_attachment, actor=actor, case_id=case_id, file=prepare(name, data), now=now
            )
        return case_id
    finally:
        workspace.close()


def _photo(tone: tuple[int, int, int], doors: int) -> bytes:
    """Return something like a photo of metal doors, as JPEG."""
    light = Image.linear_gradient("L").resize(_SIZE).rotate(180)
    bright, dark = Image.new("RGB", _SIZE, (214, 218, 216)), Image.new("RGB", _SIZE, tone)
    image = Image.composite(bright, dark, light)
    draw = ImageDraw.Draw(image)
    step = _SIZE[0] // (doors + 1)
    for number in range(doors):
        left = step // 2 + number * step
        draw.rectangle(
            (left, 150, left + step - 24, 1080), fill=tone, outline=(40, 44, 46), width=6
        )
        draw.line((left + 40, 170, left + 40, 1060), fill=(222, 226, 224), width=10)
    draw.rounded_rectangle((1420, 480, 1520, 760), 20, fill=(232, 232, 226), outline=(60, 60, 60))
    draw.ellipse((1446, 520, 1494, 568), fill=(190, 120, 40))
    image = image.filter(ImageFilter.GaussianBlur(1.4))
    stream = BytesIO()
    Image.blend(image, Image.effect_noise(_SIZE, 40).convert("RGB"), 0.06).save(stream, "JPEG")
    return stream.getvalue()
