"""Pictures drawn anew: nothing but their points is left, and they are upright, small and whole."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from app.domain.attachments import FileKind, holds_points_only
from app.domain.errors import Problem, UserFacingError
from app.incoming_files import prepare, prepare_file
from app.pictures import LONG_SIDE, draw_anew, small_copy, strip_parts

SECRET = "secret-of-the-camera"
_ORIENTATION, _MAKER, _GPS = 0x0112, 0x010F, 0x8825


def exif(orientation: int = 1) -> Image.Exif:
    """Return what a phone writes: maker, orientation, and the place in degrees."""
    written = Image.Exif()
    written[_MAKER] = SECRET
    written[_ORIENTATION] = orientation
    place = written.get_ifd(_GPS)
    place[1], place[2] = "N", (30.0, 15.0, 7.0)
    place[3], place[4] = "E", (120.0, 10.0, 5.0)
    return written


def noise(size: tuple[int, int]) -> Image.Image:
    """Return a picture that compresses as badly as a photo does."""
    return Image.effect_noise(size, 80).convert("RGB")


def encoded(image: Image.Image, form: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def photo(size: tuple[int, int] = (640, 480), orientation: int = 1) -> bytes:
    """Return a JPEG with everything that a camera and an editor leave in it."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(
        noise(size), "JPEG", exif=exif(orientation), comment=SECRET.encode(), icc_profile=profile
    )


@pytest.mark.clause("5-3")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_place_device_and_comments_are_gone(form: str) -> None:
    data = photo() if form == "JPEG" else encoded(noise((640, 480)), form, exif=exif())
    with Image.open(BytesIO(data)) as before:
        assert before.getexif().get_ifd(_GPS)
    drawn = draw_anew(data)
    assert SECRET.encode() in data
    assert SECRET.encode() not in drawn.data
    assert b"Exif" not in drawn.data
    with Image.open(BytesIO(drawn.data)) as after:
        assert not after.getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(after.info)
    assert holds_points_only(drawn.kind, drawn.data)
    assert not holds_points_only(FileKind.PNG if form == "PNG" else FileKind.JPEG, data)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_taken_with_the_phone_turned_is_upright(orientation: int) -> None:
    image = Image.new("RGB", (64, 32), "white")
    image.paste("red", (0, 0, 16, 16))
    drawn = draw_anew(encoded(image, "JPEG", exif=exif(orientation), quality=95))
    turned = (32, 64) if orientation > 4 else (64, 32)
    assert (drawn.width, drawn.height) == turned
    corners = {
        1: (4, 4), 2: (59, 4), 3: (59, 27), 4: (4, 27),
        5: (4, 4), 6: (27, 4), 7: (27, 59), 8: (4, 59),
    }  # fmt: skip
    with Image.open(BytesIO(drawn.data)) as upright:
        red, green, _blue = upright.convert("RGB").getpixel(corners[orientation])  # type: ignore[misc]
    assert red > 200
    assert green < 60


def test_a_large_photo_is_made_smaller() -> None:
    drawn = draw_anew(encoded(noise((4000, 3000)), "JPEG"))
    assert (drawn.width, drawn.height, drawn.kind) == (LONG_SIDE, 1920, FileKind.JPEG)


def test_a_long_screen_shot_stays_readable() -> None:
    drawn = draw_anew(encoded(Image.new("RGB", (1170, 11_700), "white"), "PNG"))
    assert drawn.width == 1080
    assert drawn.height == 10_800


def test_a_small_picture_keeps_its_size() -> None:
    drawn = draw_anew(encoded(noise((300, 200)), "JPEG"))
    assert (drawn.width, drawn.height) == (300, 200)


def test_what_can_be_seen_through_stays_png() -> None:
    image = Image.new("RGBA", (200, 100), (200, 20, 20, 90))
    drawn = draw_anew(encoded(image, "PNG"))
    assert drawn.kind is FileKind.PNG
    with Image.open(BytesIO(drawn.data)) as after:
        assert after.convert("RGBA").getpixel((5, 5)) == (200, 20, 20, 90)


def test_small_graphics_stay_png_and_photos_as_png_become_jpeg() -> None:
    assert draw_anew(encoded(Image.new("RGB", (900, 600), "teal"), "PNG")).kind is FileKind.PNG
    assert draw_anew(encoded(noise((900, 900)), "PNG")).kind is FileKind.JPEG


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "CMYK", "I;16"])
def test_every_mode_of_colour_is_taken(mode: str) -> None:
    if mode == "I;16":
        image = Image.new("I;16", (40, 40), 65_535 // 2)
    else:
        image = noise((40, 40)).convert(mode)
    drawn = draw_anew(encoded(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert (drawn.width, drawn.height) == (40, 40)
    if mode == "I;16":
        with Image.open(BytesIO(drawn.data)) as after:
            red, *_rest = after.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
        assert red == pytest.approx(127, abs=2)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("kept", [0.1, 0.5, 0.98])
def test_a_picture_that_was_cut_off_is_refused(form: str, kept: float) -> None:
    data = encoded(noise((400, 400)), form)
    with pytest.raises(UserFacingError) as caught:
        draw_anew(data[: int(len(data) * kept)])
    assert caught.value.problem is Problem.PICTURE_DAMAGED


def test_a_picture_with_too_many_points_is_refused_before_it_is_decoded() -> None:
    data = encoded(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(data) < 1_000_000
    with pytest.raises(UserFacingError) as caught:
        draw_anew(data)
    assert caught.value.problem is Problem.PICTURE_TOO_LARGE


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_garbled_description_does_not_spoil_a_good_picture() -> None:
    written = exif().tobytes()
    drawn = draw_anew(encoded(noise((60, 40)), "JPEG", exif=written[:12] + b"\xff" * 20))
    assert (drawn.width, drawn.height) == (60, 40)


def test_a_small_copy_is_a_jpeg_on_white() -> None:
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    with Image.open(BytesIO(small_copy(encoded(image, "PNG"), 80))) as copy:
        assert copy.size == (80, 40)
        assert copy.format == "JPEG"
        assert copy.getpixel((5, 5)) == (255, 255, 255)


def test_a_strip_is_cut_into_parts_and_nothing_is_lost() -> None:
    image = Image.new("RGB", (100, 1000), "white")
    image.paste("red", (0, 990, 100, 1000))
    parts = strip_parts(encoded(image, "PNG"), 3.7)
    sizes = []
    for part in parts:
        with Image.open(BytesIO(part)) as opened:
            sizes.append(opened.size)
    assert sizes == [(100, 370), (100, 370), (100, 260)]
    assert strip_parts(photo(), 3.7) == ()


@pytest.mark.clause("5-3")
def test_a_file_from_a_disk_is_drawn_anew_and_renamed(tmp_path: Path) -> None:
    path = tmp_path / "电梯.jpeg"
    path.write_bytes(photo())
    prepared = prepare_file(path)
    assert (prepared.name, prepared.kind) == ("电梯.jpg", FileKind.JPEG)
    assert SECRET.encode() not in prepared.data


def test_other_files_are_kept_to_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "说明.txt"
    path.write_bytes("好".encode("gb18030"))
    assert prepare_file(path).data == "好".encode("gb18030")


def test_a_heic_picture_is_refused_with_the_way_out() -> None:
    with pytest.raises(UserFacingError) as caught:
        prepare("IMG_1.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"x" * 200)
    assert caught.value.problem is Problem.HEIC_UNREADABLE


def test_a_file_that_is_gone_or_no_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.jpg"
    folder.mkdir()
    for path in (tmp_path / "gone.jpg", folder):
        with pytest.raises(UserFacingError) as caught:
            prepare_file(path)
        assert caught.value.problem is Problem.FILE_UNREADABLE


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "film.jpg"
    with path.open("wb") as stream:
        stream.truncate(26 * 1024 * 1024)
    with pytest.raises(UserFacingError) as caught:
        prepare_file(path)
    assert caught.value.problem is Problem.FILE_TOO_LARGE
