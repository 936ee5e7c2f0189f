"""What may be kept with a case: by name, by content, by size and number."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from app.domain.attachments import (
    EXTENSIONS,
    LARGEST_CASE,
    LARGEST_INCOMING,
    LARGEST_KEPT,
    MEGABYTE,
    MOST_FILES,
    NAME_LENGTH,
    FileKind,
    check_incoming_size,
    check_kind,
    check_room,
    clean_name,
    holds_points_only,
    size_words,
    text_of,
    with_extension,
)
from app.domain.errors import Problem, UserFacingError


def office(*names: str) -> bytes:
    """Return an archive with these members."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return stream.getvalue()


CONTENTS = {
    "photo.jpg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "PHOTO.JPEG": b"\xff\xd8\xff\xe1\x00\x10Exif",
    "plan.png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "chat.webp": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "IMG_1.heic": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00",
    "IMG_2.HEIF": b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00",
    "report.pdf": b"%PDF-1.7\n",
    "note.txt": "电梯异响".encode(),
    "letter.docx": office("[Content_Types].xml", "word/document.xml"),
    "list.xlsx": office("[Content_Types].xml", "xl/workbook.xml"),
    "call.m4a": b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00",
    "call.mp3": b"ID3\x04\x00\x00\x00",
    "bare.mp3": b"\xff\xfb\x90\x64\x00",
    "call.wav": b"RIFF\x10\x00\x00\x00WAVEfmt ",
}


@pytest.mark.parametrize(("name", "data"), CONTENTS.items())
def test_a_file_of_each_kind_is_known_by_its_first_bytes(name: str, data: bytes) -> None:
    assert check_kind(name, data) is EXTENSIONS[name.rpartition(".")[2].lower()]


@pytest.mark.parametrize("name", CONTENTS)
@pytest.mark.parametrize(
    "data",
    [b"MZ\x90\x00\x03\x00", b"\x7fELF\x02\x01\x01\x00", b"PK\x03\x04\x14\x00\x00", b"\0" * 64],
)
def test_another_content_under_a_good_name_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(UserFacingError) as caught:
        check_kind(name, data)
    assert caught.value.problem is Problem.FILE_DISGUISED


@pytest.mark.parametrize("name", CONTENTS)
def test_each_kind_is_refused_under_the_name_of_another(name: str) -> None:
    kind = EXTENSIONS[name.rpartition(".")[2].lower()]
    for other, data in CONTENTS.items():
        found = EXTENSIONS[other.rpartition(".")[2].lower()]
        if kind is found or (kind.is_picture and found.is_picture):
            continue
        if kind is FileKind.TEXT:
            continue
        with pytest.raises(UserFacingError) as caught:
            check_kind(name, data)
        assert caught.value.problem is Problem.FILE_DISGUISED


def test_a_picture_under_the_name_of_another_picture_is_what_it_is() -> None:
    assert check_kind("chat.jpg", CONTENTS["plan.png"]) is FileKind.PNG


@pytest.mark.parametrize(
    "name",
    ["run.exe", "page.html", "pic.svg", "a.zip", "macro.docm", "old.doc", "film.mp4", "none", ""],
)
def test_other_kinds_are_refused_by_name(name: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        check_kind(name, b"anything")
    assert caught.value.problem is Problem.FILE_KIND_REFUSED


def test_a_document_with_macros_is_refused() -> None:
    data = office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
    with pytest.raises(UserFacingError) as caught:
        check_kind("letter.docx", data)
    assert caught.value.problem is Problem.FILE_DISGUISED


@pytest.mark.parametrize("name", ["photo.jpg", "note.txt", "report.pdf"])
def test_an_empty_file_is_refused(name: str) -> None:
    with pytest.raises(UserFacingError) as caught:
        check_kind(name, b"")
    assert caught.value.problem is Problem.FILE_EMPTY


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_read_in_the_codings_that_people_use(coding: str) -> None:
    words = "电梯异响,𠮷 <b>&"
    assert text_of(words.encode(coding)) == words


def test_bytes_that_are_no_text_are_refused_as_text() -> None:
    with pytest.raises(UserFacingError):
        text_of(b"a\0b")
    with pytest.raises(UserFacingError):
        check_kind("note.txt", b"\x80\xff\x80\xff")


def test_a_picture_may_come_larger_than_it_is_kept() -> None:
    check_incoming_size(LARGEST_INCOMING, FileKind.JPEG)
    check_incoming_size(LARGEST_KEPT, FileKind.PDF)
    for size, kind, limit in (
        (LARGEST_INCOMING + 1, FileKind.JPEG, 25),
        (LARGEST_KEPT + 1, FileKind.PDF, 10),
    ):
        with pytest.raises(UserFacingError) as caught:
            check_incoming_size(size, kind)
        assert caught.value.problem is Problem.FILE_TOO_LARGE
        assert caught.value.facts == {"limit": limit}


def test_a_case_holds_thirty_files() -> None:
    check_room([1] * (MOST_FILES - 1), 1)
    with pytest.raises(UserFacingError) as caught:
        check_room([1] * MOST_FILES, 1)
    assert caught.value.problem is Problem.TOO_MANY_FILES


def test_a_case_holds_fifty_megabytes() -> None:
    check_room([LARGEST_KEPT] * 4, LARGEST_KEPT)
    with pytest.raises(UserFacingError) as caught:
        check_room([LARGEST_KEPT] * 4 + [1], LARGEST_KEPT)
    assert caught.value.problem is Problem.CASE_FULL
    assert LARGEST_CASE == 50 * MEGABYTE


def test_one_file_holds_ten_megabytes() -> None:
    with pytest.raises(UserFacingError) as caught:
        check_room([], LARGEST_KEPT + 1)
    assert caught.value.problem is Problem.FILE_TOO_LARGE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("photo.jpg", "photo.jpg"),
        ("C:\\Users\\li\\photo.jpg", "photo.jpg"),
        ("/home/li/photo.jpg", "photo.jpg"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("a\nb\t.pdf", "a b.pdf"),
        ('q"u<o>t|e?.png', "q_u_o_t_e_.png"),
        ("", "file"),
        ("...", "file"),
        ("长" * 300 + ".jpeg", "长" * (NAME_LENGTH - 5) + ".jpeg"),
        ("x" * 300, "x" * NAME_LENGTH),
    ],
)
def test_a_name_is_cleaned_and_never_leads_to_a_folder(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


def test_a_picture_drawn_anew_gets_the_extension_of_its_new_kind() -> None:
    assert with_extension("电梯.webp", "jpg") == "电梯.jpg"
    assert with_extension("noext", "png") == "noext.png"


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1_300_000, "1.2 MB"),
        (LARGEST_KEPT, "10.0 MB"),
    ],
)
def test_sizes_are_said_as_people_read_them(size: int, words: str) -> None:
    assert size_words(size) == words


def test_other_kinds_are_no_bare_pictures() -> None:
    assert not holds_points_only(FileKind.WEBP, CONTENTS["chat.webp"])
    assert not holds_points_only(FileKind.HEIC, CONTENTS["IMG_1.heic"])
