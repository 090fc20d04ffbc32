"""A plant against itself at a Git revision: what was edited of its past, and which files differ (`check --against`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from board_gen.finding import Finding, sorted_findings
from board_gen.rules.edited_past import UNREAD_NOW, UNREAD_THEN, Before, Edit, edited_past
from board_gen.sources.former_plant import PresentPlant, TwoPlants, two_plants_of
from board_gen.sources.key_places import place_of_keys
from board_gen.sources.plant_folder import BOARD_FILE
from board_gen.sources.revision import former_folder


@dataclass(frozen=True, slots=True)
class Compared:
    """What contradicts the revision; `changed` are the files that differ from it, as findings print them."""

    edits: tuple[Finding, ...]
    changed: frozenset[str]

    def changed_only(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings about files that differ."""
        return tuple(finding for finding in findings if finding.place.file in self.changed)


def compared_with(revision: str, present: PresentPlant, at: datetime) -> Compared:
    """The plant against the revision, as seen from the instant `at`; NoRevisionError where there is no such one."""
    former = former_folder(revision, present.folder)
    plants = two_plants_of(former, present)
    before = Before(
        revision=revision,
        committed=former.committed,
        at=at,
        board=f"{present.name}/{BOARD_FILE}",
        are_rules_known=plants.are_rules_known,
        is_sheet_broken=bool(plants.unread_now),
        old_zone=plants.old_zone,
    )
    edits = edited_past(plants.then, plants.now, before)
    found = (*located(edits, present), *_unread(plants, revision))
    return Compared(sorted_findings(found), plants.changed)


def located(edits: Iterable[Edit], present: PresentPlant) -> Iterable[Finding]:
    """The findings, each at the line of the file as it stands there now."""
    paths: dict[str, Path] = {file.name: file.path for file in present.outline.cases}
    paths[f"{present.name}/{BOARD_FILE}"] = present.folder / BOARD_FILE
    for finding, keys in edits:
        path = paths.get(finding.place.file) if keys and not finding.place.line else None
        if path is None:
            yield finding
        else:
            place = place_of_keys(path, finding.place.file, keys)
            yield Finding(finding.kind, place, finding.values, finding.case, finding.level_override)


def _unread(plants: TwoPlants, revision: str) -> Iterable[Finding]:
    """What could not be compared, since it can't be read."""
    for kind, places in ((UNREAD_NOW, plants.unread_now), (UNREAD_THEN, plants.unread_then)):
        yield from (Finding(kind, place, {"revision": revision}) for place in places)
