"""A plant against itself at a Git revision: what was edited of its past, and which files differ (`check --against`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from board_gen.finding import Finding, sorted_findings
from board_gen.model.plant import Plant
from board_gen.rules.edit import Before, Edit
from board_gen.rules.edited_past import UNREAD_NOW, UNREAD_THEN, edited_past
from board_gen.rules.judged import named_of
from board_gen.sources.case_file import CaseRead
from board_gen.sources.former_plant import Difference, Standing, two_plants_of
from board_gen.sources.key_places import place_of_keys
from board_gen.sources.revision import former_folder


class Comparison:
    """A plant's folder beside its state at a revision; NoRevisionError where there is no such one.

    `outline` is what has to be read: all of it, or, `changed_only`, the case files that differ, as long as rules and
    sheets are the same. So a pull request of three files costs three files, however many stand beside them.
    """

    def __init__(self, revision: str, standing: Standing, *, changed_only: bool = False) -> None:
        self.revision = revision
        self.difference = Difference(former_folder(revision, standing.folder), standing)
        self.outline = self.difference.narrowed() if changed_only else standing.outline
        self._is_changed_only = changed_only

    @property
    def links(self) -> Mapping[str, tuple[int, str]] | None:
        """Where links between cases may lead, if not all of them are read."""
        if len(self.outline.cases) == len(self.difference.outline.cases):
            return None
        others = [(name, name) for name in self.difference.names()]
        rows = [(row.id, row.address) for row in self.outline.rows]
        fresh = [(file.path.stem, file.path.stem) for file in self.outline.cases]
        return named_of([*others, *rows, *fresh], ())

    def told(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Of other findings those asked for: all, or those about files that differ or share an id with one of them."""
        if not self._is_changed_only:
            return tuple(findings)
        touched = self.difference.changed | self.difference.related
        return tuple(finding for finding in findings if finding.place.file in touched)

    def edits(self, reads: Sequence[CaseRead], plant: Plant, at: datetime) -> tuple[Finding, ...]:
        """What contradicts the revision as seen from the instant `at`; `reads` and `plant` are those of `outline`."""
        difference = self.difference
        plants = two_plants_of(difference, self.outline, reads, plant)
        before = Before(
            revision=self.revision,
            committed=difference.former.committed,
            at=at,
            board=difference.board,
            are_rules_known=difference.are_rules_known,
            is_sheet_broken=bool(plants.unread_now),
            old_zone=difference.old_zone,
        )
        found = list(located(edited_past(plants.then, plants.now, before), difference.standing, difference.board))
        for kind, places in ((UNREAD_NOW, plants.unread_now), (UNREAD_THEN, plants.unread_then)):
            found += (Finding(kind, place, {"revision": self.revision}) for place in places)
        return sorted_findings(found)


def located(edits: Iterable[Edit], standing: Standing, board: str) -> Iterator[Finding]:
    """The findings, each at the line of its file as it stands there now; `board` is board.yml as findings print it."""
    paths: dict[str, Path] = {file.name: file.path for file in standing.outline.cases}
    paths[board] = standing.folder / Path(board).name
    for finding, keys in edits:
        path = paths.get(finding.place.file) if keys and not finding.place.line else None
        place = place_of_keys(path, finding.place.file, keys) if path else finding.place
        yield Finding(finding.kind, place, finding.values, finding.case, finding.level_override)
