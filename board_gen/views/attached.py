"""What a case's text names: a file published beside it, another case's page, an address elsewhere (contract §3)."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from board_gen.model.case import Attachment, Case
from board_gen.rules.judged import JudgedPlant, name_key
from board_gen.sources.faults import nearest_of as nearest_name
from board_gen.sources.pictures import LONGEST

LARGEST = 200 * 1024
"""Bytes up to which a picture is shown as it is, if it is not too long."""
_WEB = re.compile(r"https?://[^\s/\\]\S*", re.IGNORECASE)
_NOT_IN_URLS = re.compile(
    r"[\x00-\x1f\x7f-\xa0\xad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
)


def is_plain_url(url: str) -> bool:
    """False for an address with control or odd space characters, which browsers read in ways of their own.

    The plain space is none of them: names of files have it.
    """
    return _NOT_IN_URLS.search(url) is None


def is_web_url(text: str) -> bool:
    """True for an `http` or `https` address that can be linked as it is."""
    return _WEB.fullmatch(text) is not None and is_plain_url(text)


def is_picture(attachment: Attachment) -> bool:
    """True for a file that a browser can show in the page."""
    return attachment.picture is not None


def is_large(attachment: Attachment) -> bool:
    """True for a picture that a page shows by a smaller copy."""
    picture = attachment.picture
    if picture is None or not picture.is_still:
        return False
    return attachment.size > LARGEST or max(picture.width, picture.height) > LONGEST


def shown_size(width: int, height: int) -> tuple[int, int]:
    """A picture's size in a page, in pixels: its own, or with its longest side at the bound."""
    longest = max(width, height)
    if longest <= LONGEST:
        return width, height
    return max(1, round(width * LONGEST / longest)), max(1, round(height * LONGEST / longest))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/"))


def _spellings(case: Case, written: str) -> Iterator[str]:
    """The names that `written` may stand for: as it is, unquoted, without what follows `#` or `?`, each without `./`
    and without the case's own folder.
    """
    folders = {PurePosixPath(case.place.file).stem, case.id, case.address}
    path = written.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]
    for text in dict.fromkeys((written, unquote(written), unquote(path))):
        name = _plain(text).removeprefix("./")
        yield name
        first, slash, rest = name.partition("/")
        if slash and _plain(first) in {_plain(folder) for folder in folders}:
            yield rest


def attachment_of(case: Case, written: str) -> Attachment | None:
    """The case's file that a text names (`x.png`, `FR-2026-0118/x.png`, percent-encoded or not), or None."""
    if not case.attachments or not written.strip():
        return None
    published = {_plain(attachment.name): attachment for attachment in case.attachments}
    return next((published[name] for name in _spellings(case, written.strip()) if name in published), None)


def nearest_of(case: Case, written: str) -> str:
    """The published name nearest to one that is not there; empty where none is near."""
    wanted = list(_spellings(case, written.strip()))[-1]
    return nearest_name(wanted, (attachment.name for attachment in case.attachments)) or ""


def href_of_attachment(attachment: Attachment) -> str:
    """The link from the case's page to its file."""
    return _href_of(attachment.name)


def source_of_picture(attachment: Attachment) -> str:
    """What the page loads for a picture: its smaller copy where there is one."""
    copy = attachment.picture.copy if attachment.picture else None
    return _href_of(copy or attachment.name)


def _href_of(name: str) -> str:
    return f"./{quote(name, safe='/~')}"


def href_of_text(case: Case, written: str) -> str:
    """Where a piece of evidence leads: the case's file or a web address; empty for a plain text."""
    attachment = attachment_of(case, written)
    if attachment is not None:
        return href_of_attachment(attachment)
    return written.strip() if is_web_url(written.strip()) else ""


def address_named(judged: JudgedPlant, written: str) -> str | None:
    """The address of the case that `FR-2026-0118`, `FR-2026-0118.md` or `../2025/FR-2025-0003.md` names, or None."""
    last = _plain(unquote(written.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0])).rstrip("/").rpartition("/")[2]
    wanted = {name_key(last), name_key(last.removesuffix(".md"))}
    found = [judged.addresses[key] for key in wanted if key in judged.addresses]
    return min(found)[1] if found else None


def href_of_case(address: str) -> str:
    """The link from one case's page to another's."""
    return f"../{quote(address, safe='~')}/"
