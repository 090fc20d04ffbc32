"""Large pictures of a case are shown by smaller copies, made once, with nothing in them but the picture."""

import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import cast

import pytest
from PIL import Image, ImageCms

from board_gen.model.case import Attachment, Case, Picture
from board_gen.pages import pictures
from board_gen.pages.pictures import FOLDER, copies_among, reduced_of, with_copies
from board_gen.site_folder import SiteFolder
from board_gen.sources.pictures import LONGEST, read_picture
from board_gen.views.attached import is_large, shown_size
from tests.pages.full_case import full_case, full_report
from tests.sources.picture_files import jpeg, png

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@cache
def photograph(width: int = 2000, height: int = 1500, orientation: int = 1, **options: object) -> bytes:
    """A photograph: its left half red, its right half blue, with what a phone writes beside it."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    picture.paste((200, 30, 30), (0, 0, width // 2, height))
    picture.paste((30, 30, 200), (width // 2, 0, width, height // 2))
    notes = Image.Exif()
    notes[ORIENTATION], notes[MAKER] = orientation, "A phone"
    notes.get_ifd(GPS)[1] = "N"
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=95, exif=notes, icc_profile=PROFILE, comment=b"by A. Person", **options)
    return stream.getvalue()


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """A picture as a file's bytes."""
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def put(folder: Path, name: str, content: bytes) -> Attachment:
    """A file of the case."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return Attachment(str(file), name, len(content), read_picture(file))


def case_showing(*attachments: Attachment) -> Case:
    """A case whose text shows all these files."""
    text = "\n\n".join(f"![x](<{attachment.name}>)" for attachment in attachments)
    return full_case(report=full_report(text), attachments=attachments)


def opened(content: bytes) -> Image.Image:
    """A picture, decoded."""
    return Image.open(io.BytesIO(content))


def copy_of(folder: Path, content: bytes, name: str = "a.jpg") -> Image.Image:
    """The copy of a picture, decoded."""
    reduced = reduced_of(put(folder, name, content), content)
    assert isinstance(reduced, pictures.Reduced)
    return opened(reduced.content)


def test_a_photograph_is_made_small_and_plain(tmp_path):
    """A copy is 1280 pixels long, JPEG, with the colours' profile and none of the camera's notes."""
    copy = copy_of(tmp_path, photograph())
    assert (copy.format, copy.size, copy.info["icc_profile"]) == ("JPEG", (1280, 960), PROFILE)
    assert dict(copy.getexif()) == {}
    assert "comment" not in copy.info


@pytest.mark.parametrize(
    ("orientation", "size", "reddest"),
    [(1, (1280, 960), "left"), (3, (1280, 960), "right"), (6, (960, 1280), "top"), (8, (960, 1280), "bottom")],
)
def test_a_copy_stands_upright(tmp_path, orientation, size, reddest):
    """A picture is turned as the camera was held, and its head tells the size that it has then."""
    content = photograph(orientation=orientation)
    copy = copy_of(tmp_path, content)
    width, height = copy.size
    corners = {
        "left": (20, height // 2),
        "right": (width - 20, height // 2),
        "top": (width // 2, 20),
        "bottom": (width // 2, height - 20),
    }
    red, _, blue = copy.split()
    found = max(
        corners, key=lambda side: cast(int, red.getpixel(corners[side])) - cast(int, blue.getpixel(corners[side]))
    )
    assert (copy.size, found) == (size, reddest)
    picture = put(tmp_path, "b.jpg", content).picture
    assert picture is not None
    assert shown_size(picture.width, picture.height) == size


@pytest.mark.parametrize(
    ("picture", "mode"),
    [
        (Image.merge("LA", [Image.effect_noise((1500, 900), 90)] * 2), "RGBA"),
        (Image.effect_noise((1500, 900), 90).convert("RGB"), "RGB"),
        (Image.effect_noise((1500, 900), 90).convert("P"), "RGB"),
        (Image.effect_noise((1500, 900), 90), "RGB"),
    ],
    ids=["transparent", "coloured", "indexed", "grey"],
)
def test_other_pictures_become_webp(tmp_path, picture, mode):
    """What is no photograph keeps its transparency."""
    copy = copy_of(tmp_path, saved(picture, "PNG"), "a.png")
    assert (copy.format, copy.mode, copy.size) == ("WEBP", mode, (1280, 768))


def test_a_picture_that_is_plain_is_not_converted(tmp_path, monkeypatch):
    """Of a hundred million dots that would be 400 MB more."""
    content = saved(Image.merge("RGBA", [Image.effect_noise((1500, 900), 90)] * 4), "PNG")
    monkeypatch.setattr(Image.Image, "convert", _refused)
    assert copy_of(tmp_path, content, "a.png").size == (1280, 768)


def _refused(picture: Image.Image, mode: str | None = None, *_: object, **__: object) -> Image.Image:
    """Resizing weighs colours by their transparency, which is a conversion of its own."""
    assert (picture.mode, mode) in {("RGBA", "RGBa"), ("RGBa", "RGBA")}
    return _CONVERT(picture, mode)


_CONVERT = Image.Image.convert


def test_the_same_picture_gives_the_same_bytes(tmp_path):
    """A copy depends on the picture's bytes and on nothing else; another picture has another name."""
    content, other = photograph(), photograph(1999)
    first, again = (reduced_of(put(tmp_path / name, "a.jpg", content), content) for name in ("1", "2"))
    assert first == again
    assert isinstance(first, pictures.Reduced)
    second = reduced_of(put(tmp_path, "a.jpg", other), other)
    assert isinstance(second, pictures.Reduced)
    assert first.name != second.name


@pytest.mark.parametrize(
    "content",
    [
        saved(Image.frombytes("1", (1504, 900), b"\xaa" * (1504 * 900 // 8)), "PNG"),
        saved(Image.effect_noise((1500, 900), 90).convert("CMYK"), "JPEG"),
        saved(Image.effect_noise((1500, 900), 90).convert("I;16"), "PNG"),
    ],
    ids=["smaller itself", "print colours", "16 bits"],
)
def test_what_a_copy_would_not_better_is_shown_itself(tmp_path, content):
    """A file smaller than its copy, or with colours that a copy can't keep, is shown as it is."""
    attachment = put(tmp_path, "a.png", content)
    site = SiteFolder(str(tmp_path / "site"), None)
    copied = with_copies(case_showing(attachment), site, ())
    assert is_large(attachment)
    assert [one.picture and one.picture.copy for one in copied.case.attachments] == [""]
    assert (copied.files, copied.findings) == ((), ())


def test_only_large_pictures_that_are_shown_have_copies(tmp_path):
    """What is small, moves, is drawn, or is no part of the text, stays as it is."""
    large = photograph()
    names = {
        "shown.jpg": large,
        "sub/again.jpg": large,
        "small.png": png(9, 9),
        "moves.gif": b"GIF89a\xff\x0f\xff\x0f;",
    }
    shown = [put(tmp_path, name, content) for name, content in names.items()]
    case = case_showing(*shown)
    case = replace(case, attachments=(*case.attachments, put(tmp_path, "listed.jpg", large)))
    site = SiteFolder(str(tmp_path / "site"), None)
    copied = with_copies(case, site, ())
    copies = [one.picture.copy if one.picture else None for one in copied.case.attachments]
    assert [bool(copy) for copy in copies] == [True, True, False, False, False]
    assert [file.path for file in copied.files] == [f"cases/{case.address}/{copy}" for copy in copies[:2]]
    for file in copied.files:
        assert file.path.split("/")[2] == FOLDER
        assert max(opened(Path(site.new, file.path).read_bytes()).size) == LONGEST


def test_a_picture_that_breaks_is_a_finding(tmp_path):
    """What looks whole and can't be decoded is shown as it is, with a finding at the file, told once."""
    attachment = put(tmp_path, "cut 03.jpg", jpeg(3000, 2000))
    case, site = case_showing(attachment), SiteFolder(str(tmp_path / "site"), None)
    copied = with_copies(case, site, ())
    (finding,) = copied.findings
    assert (finding.kind.code, str(finding.place)) == ("BG147", "cases/2026/FR-2026-0118/cut 03.jpg")
    assert copied.case.attachments[0].picture == Picture(3000, 2000, is_still=True, copy="")
    assert with_copies(copied.case, site, ()).findings == ()


def test_a_former_copy_is_taken_over(tmp_path, monkeypatch):
    """A copy that stands published as it was left is linked, not made again; one that somebody changed is made anew."""
    case = case_showing(put(tmp_path, "a.jpg", photograph()))
    first = with_copies(case, SiteFolder(str(tmp_path / "old"), None), ())
    made: list[str] = []

    def counted(attachment: Attachment, content: bytes) -> pictures.Reduced | str | None:
        made.append(attachment.name)
        return reduced_of(attachment, content)

    monkeypatch.setattr(pictures, "reduced_of", counted)
    folder = SiteFolder(str(tmp_path / "new"), str(tmp_path / "old"))
    for case_again in (case, first.case):
        again = with_copies(case_again, folder, first.files)
        assert (again.case, again.files, made) == (first.case, first.files, [])
    published = tmp_path / "old" / first.files[0].path
    whole = published.read_bytes()
    published.write_bytes(whole[:-9])
    again = with_copies(first.case, SiteFolder(str(tmp_path / "newer"), str(tmp_path / "old")), first.files)
    assert made == ["a.jpg"]
    assert (tmp_path / "newer" / again.files[0].path).read_bytes() == whole


def test_copies_are_told_from_attachments(tmp_path):
    """Among a case's files the copies are those in the folder that no attachment can lie in."""
    copied = with_copies(
        case_showing(put(tmp_path, "a.jpg", photograph())), SiteFolder(str(tmp_path / "site"), None), ()
    )
    (copy,) = copied.files
    others = [copy._replace(path=path) for path in ("cases/A/index.html", "cases/A/sub/_/x.jpg", "api/cases/A.json")]
    assert copies_among((*others, copy)) == (copy,)


@pytest.mark.parametrize("name", ["片" * 80 + ".jpg", "a." * 100 + "jpg", ".hidden.jpg"])
def test_names_of_copies_fit_every_file_system(tmp_path, name):
    """However long a picture's name is, its copy's is at most 255 bytes."""
    content = photograph()
    attachment = replace(put(tmp_path, "a.jpg", content), name=name)
    reduced = reduced_of(attachment, content)
    assert isinstance(reduced, pictures.Reduced)
    assert len(reduced.name.rpartition("/")[2].encode()) <= 255
