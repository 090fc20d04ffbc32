"""What lasts: pages and data of cases that have ended, which only an edit of one of them changes, not the time."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import NamedTuple

from board_gen.pages.cases import PartFile
from board_gen.rules.digest import CaseDigest
from board_gen.site_folder import SiteFolder, Written


class Lasting(NamedTuple):
    """A file about several cases as it is published; `key` stands for all that it is made of.

    `told` is what the list's page says of it, where it is a part of the list.
    """

    file: Written
    key: bytes
    told: PartFile | None = None


class Lastings:
    """What a former build published and still holds is taken over, all else is noted when it has been made.

    `keys` stand for the cases, by id; `version` for all that a result depends on beside them. `before` tells all valid
    cases in short as the former build knew them: what is made of all of them asks which have changed.
    """

    def __init__(
        self,
        folder: SiteFolder,
        former: Iterable[Lasting],
        version: bytes,
        keys: Mapping[str, bytes],
        before: Callable[[], Iterable[CaseDigest]] = tuple,
    ) -> None:
        self.folder, self.version, self.keys, self.before = folder, version, keys, before
        self.former = {lasting.file.path: lasting for lasting in former}
        self.now: dict[str, Lasting] = {}
        self._wanted: dict[str, tuple[bytes, PartFile | None]] = {}

    def standing(self, path: str, ids: Iterable[str], more: object = None) -> Lasting | None:
        """The file about these cases if it stands as it would be made; else None, and it is to be `put`.

        `more` is what it is made of beside them, of plain values.
        """
        key = self._key_of(path, ids, more)
        lasting = self.former.get(path)
        files = self.folder.still([lasting.file]) if lasting and lasting.key == key else None
        if lasting is None or files is None:
            self._wanted[path] = (key, None)
            return None
        self.now[path] = lasting._replace(file=files[0])
        return self.now[path]

    def stood(self, path: str, ids: Iterable[str], more: object = None) -> Written | None:
        """The published file, if it was made of this and is as it was left."""
        lasting = self.former.get(path)
        files = self.folder.still([lasting.file]) if lasting and lasting.key == self._key_of(path, ids, more) else None
        return files[0] if files else None

    def take_over(self, file: Written) -> None:
        """Note that a file that was asked for stands as it would be made, though of something else."""
        key, _ = self._wanted.pop(file.path)
        self.now[file.path] = Lasting(file, key)

    def told(self, path: str, told: PartFile) -> PartFile:
        """Note what the list's page says of a file that is to be put."""
        key, _ = self._wanted[path]
        self._wanted[path] = (key, replace(told, text=None))
        return told

    def put(self, files: Iterable[Written]) -> Iterator[Written]:
        """Note what has been made of what was asked for; all files go on."""
        for file in files:
            wanted = self._wanted.pop(file.path, None)
            if wanted is not None:
                self.now[file.path] = Lasting(file, *wanted)
            yield file

    def _key_of(self, path: str, ids: Iterable[str], more: object) -> bytes:
        key = blake2b(self.version + path.encode(errors="backslashreplace"), digest_size=16)
        for case_id in ids:
            key.update(self.keys[case_id])
        if more is not None:
            key.update(repr(more).encode(errors="backslashreplace"))
        return key.digest()
