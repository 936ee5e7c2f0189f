"""Pictures drawn anew: nothing but the points of the picture is kept, small copies are made.

A photo from a phone says where and when it was taken, by which device, and often holds a smaller
copy of what somebody cropped away.  Drawing it anew leaves all of that behind.  Nothing here
touches the store or the disk; it is work for a thread of its own.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from app.domain.attachments import LARGEST_KEPT, FileKind
from app.domain.errors import Problem, UserFacingError

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE = 2560
QUALITY = 85
MOST_POINTS = 80_000_000
SMALL_GRAPHICS = 512 * 1024
"""Bytes up to which a PNG stays one: a screen shot's letters would blur as JPEG."""

# A chat's long screen shot could not be read if its long side were cut to the usual length.
_STRIP_RATIO = 3
_STRIP_WIDTH = 1080
_STRIP_LENGTH = 16_000

_DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True)
class DrawnPicture:
    """A picture drawn anew, as JPEG or PNG."""

    data: bytes
    kind: FileKind
    width: int
    height: int

    @property
    def extension(self) -> str:
        """The extension of a file that holds it."""
        return "png" if self.kind is FileKind.PNG else "jpg"


def draw_anew(data: bytes) -> DrawnPicture:
    """Return the picture alone: upright, in common colours, its long side 2,560 points at most.

    A strip such as a long screen shot keeps a readable width instead.  What is transparent, and
    small graphics, stay PNG; all else becomes JPEG.

    Raises:
        UserFacingError: the picture is damaged, cut off, of an unknown kind, or has more points
            than a reception PC can hold.
    """
    image, was_png = _bare(data)
    try:
        image = _shrunk(image, LONG_SIDE)
        if image.mode == "RGBA" or was_png:
            drawn = _encoded(image, FileKind.PNG)
            if len(drawn) <= (LARGEST_KEPT if image.mode == "RGBA" else SMALL_GRAPHICS):
                return DrawnPicture(drawn, FileKind.PNG, *image.size)
        image = _on_white(image)
        return DrawnPicture(_encoded(image, FileKind.JPEG), FileKind.JPEG, *image.size)
    finally:
        image.close()


def small_copy(data: bytes, side: int) -> bytes:
    """Return the picture as JPEG on white, ``side`` points long at most.

    Raises:
        UserFacingError: the picture is damaged.
    """
    image, _was_png = _bare(data, side)
    try:
        image.thumbnail((side, side), reducing_gap=2.0)
        return _encoded(_on_white(image), FileKind.JPEG)
    finally:
        image.close()


def strip_parts(data: bytes, ratio: float) -> tuple[bytes, ...]:
    """Return a strip cut across into parts ``ratio`` times as high as wide, as JPEG.

    A picture that is no strip gives none.

    Raises:
        UserFacingError: the picture is damaged.
    """
    image, _was_png = _bare(data)
    try:
        if not _is_strip(image.size) or image.height < image.width:
            return ()
        image = _on_white(image)
        step = round(image.width * ratio)
        return tuple(
            _encoded(
                image.crop((0, top, image.width, min(top + step, image.height))), FileKind.JPEG
            )
            for top in range(0, image.height, step)
        )
    finally:
        image.close()


def _bare(data: bytes, side: int = LONG_SIDE) -> tuple[Image, bool]:
    """Return the decoded picture, upright and free of everything else, and whether it was a PNG."""
    # Pillow takes a tenth of a second to come, so not before the first picture.
    from PIL import Image  # noqa: PLC0415

    try:
        with Image.open(BytesIO(data), formats=_formats(data)) as image:
            if image.width * image.height > MOST_POINTS:
                raise _too_large()
            was_png = image.format == "PNG"
            if not _is_strip(image.size):
                # A JPEG is decoded at a half, a quarter or an eighth where that is enough.
                image.draft("RGB", (side, side))
            image.load()
            bare = _in_common_colours(_upright(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_large() from error
    except _DAMAGE as error:
        raise UserFacingError(Problem.PICTURE_DAMAGED) from error
    # Comments, profiles and what else the file said would be written again by some encoders.
    bare.info = {}
    return bare, was_png


def _upright(image: Image) -> Image:
    from PIL import ImageOps  # noqa: PLC0415

    try:
        return ImageOps.exif_transpose(image)
    except _DAMAGE:
        # What the camera wrote about itself is garbled; the picture is not.
        return image


def _formats(data: bytes) -> list[str]:
    """Return the one decoder that is let near these bytes; HEIC has one only where installed."""
    from PIL import Image  # noqa: PLC0415

    for beginning, name in ((b"\xff\xd8", "JPEG"), (b"\x89PNG", "PNG"), (b"RIFF", "WEBP")):
        if data.startswith(beginning):
            return [name]
    Image.init()
    return [name for name in ("HEIF",) if name in Image.OPEN]


def _too_large() -> UserFacingError:
    return UserFacingError(Problem.PICTURE_TOO_LARGE, limit=MOST_POINTS // 1_000_000)


def _is_strip(size: tuple[int, int]) -> bool:
    return max(size) >= _STRIP_RATIO * min(size)


def _in_common_colours(image: Image) -> Image:
    """Return an RGB picture, or RGBA where some of it can be seen through."""
    if image.mode.startswith("I;16"):
        # Grey in 65,536 steps, as scanners write it: turned as it is, all but black were white.
        return image.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if image.has_transparency_data:
        seen_through = image.convert("RGBA")
        is_glass = any(seen_through.getchannel("A").histogram()[:255])
        return seen_through if is_glass else seen_through.convert("RGB")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        return _in_srgb(image, profile)
    return image.convert("RGB")


def _in_srgb(image: Image, profile: bytes) -> Image:
    """Return the picture in the colours that every screen knows, as phones keep wider ones."""
    from PIL import ImageCms  # noqa: PLC0415

    try:
        turned: Any = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, *_DAMAGE):
        # A profile that nobody can read says nothing; the points are still those of the picture.
        return image.convert("RGB")
    return turned if turned is not None else image.convert("RGB")


def _shrunk(image: Image, side: int) -> Image:
    from PIL import Image as Pillow  # noqa: PLC0415

    long, short = max(image.size), min(image.size)
    scale = side / long
    if _is_strip(image.size):
        scale = max(scale, min(_STRIP_WIDTH / short, _STRIP_LENGTH / long))
    if scale >= 1:
        return image
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    return image.resize(size, Pillow.Resampling.LANCZOS, reducing_gap=2.0)


def _on_white(image: Image) -> Image:
    from PIL import Image as Pillow  # noqa: PLC0415

    if image.mode != "RGBA":
        return image
    ground = Pillow.new("RGB", image.size, "white")
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _encoded(image: Image, kind: FileKind) -> bytes:
    stream = BytesIO()
    if kind is FileKind.PNG:
        image.save(stream, "PNG", optimize=False, compress_level=6)
    else:
        image.save(stream, "JPEG", quality=QUALITY, optimize=True, progressive=False)
    return stream.getvalue()
