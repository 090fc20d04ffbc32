"""One case then and now: what was rewritten of it.

A line may be added at any time. A first deadline, a move, something done, a recurrence, a closing or rejection stays as
it was told once; what was dated ahead of everybody who may have read it was never told.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from unicodedata import normalize

from board_gen.finding import Kind, Level, Place, Value
from board_gen.messages import N_
from board_gen.model.case import Case, CriterionFacts, Revision
from board_gen.model.local_time import day_of, start_of_day
from board_gen.model.rules import ANSWER, Rules
from board_gen.model.terms import EvidenceNeed
from board_gen.rules.deadline import in_force
from board_gen.rules.edit import NO_DEADLINE, Before, Edit, finding_of, first_dues_of, shown_end
from board_gen.rules.judge import judge, nothing_applies
from board_gen.rules.profile import profile_name_of

GONE = Kind(
    "BG690",
    Level.ERROR,
    N_("the case {case} stood at {before}, and is gone"),
    N_("bring it back; what is no problem of yours is marked `rejected`"),
)
OPENED = Kind(
    "BG691",
    Level.ERROR,
    N_("opened was changed (before: {before}), and every deadline with it"),
    N_("write it as it was: {before}"),
)
DUE = Kind(
    "BG692",
    Level.ERROR,
    N_("{criterion}: the first deadline was edited (before: {before}, now: {after})"),
    N_("write it as it was, and move the deadline with a line in `revisions`"),
)
REVISION = Kind(
    "BG693",
    Level.ERROR,
    N_("{criterion}: the revision of {before} was edited or taken out"),
    N_("write it as it was; a further move is a further line"),
)
DONE = Kind(
    "BG694",
    Level.ERROR,
    N_("{criterion}: `done` was {before}, and is not any more"),
    N_("write it as it was, and what was done again after it; what failed later is a line in `recurrences`"),
)
RECURRENCE = Kind(
    "BG695", Level.ERROR, N_("the recurrence of {before} was edited or taken out"), N_("write it as it was")
)
BACKDATED = Kind(
    "BG696",
    Level.ERROR,
    N_("{criterion}: a revision of {at} was slipped in; until {committed} the board said otherwise"),
    N_("date it when it was written, with its time: nobody knew of it before"),
)
MET = Kind(
    "BG697",
    Level.ERROR,
    N_("{criterion}: `{key}` was “{before}”, and is not any more: it counted as settled by that"),
    N_("write it as it was; what failed later is a line in `recurrences`"),
)
ENDED = Kind(
    "BG698",
    Level.ERROR,
    N_("`{key}` was {before}, and is not any more"),
    N_("write it as it was; a problem that came back after its closing is a new case that names this one"),
)
REUSED = Kind(
    "BG699",
    Level.ERROR,
    N_("the id {case} stood for another problem: “{before}”"),
    N_("write that one as it was, and give the new problem an id of its own"),
)
ELSEWHERE = Kind(
    "BG650",
    Level.ERROR,
    N_("{criterion}: the first deadline is another one by a change of `{key}` (before: {before}, now: {after})"),
    N_("keep the deadline as `due` of the criterion, or write `{key}` as it was"),
)
EXEMPTED = Kind(
    "BG653",
    Level.NOTE,
    N_("{criterion}: marked as not applicable now; before it was due {before}"),
    N_("whoever approves the change should know the reason"),
)
TAKEN_BACK = Kind(
    "BG655",
    Level.WARNING,
    N_(
        "{criterion}: a revision of {at} takes back a red: the deadline of {due} passed, and {revision} knew of no move"
    ),
    N_("date it when it was written; if that was in time, whoever approves should know why it comes so late"),
)
REJECTED_NOW = Kind(
    "BG656",
    Level.NOTE,
    N_("rejected now, as of {at}: all its deadlines end with that"),
    N_("whoever approves the change should know the reason"),
)
_T = TypeVar("_T")


class Rows:
    """Where the cells of a sheet's columns stand, for values that a row does not give any more."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = cases

    @cached_property
    def columns(self) -> Mapping[tuple[str, str, str], str]:
        """The letters of a column by file, tab and key: those of any row that gives something there."""
        found: dict[tuple[str, str, str], str] = {}
        for case in self.cases:
            for key, place in () if case.tracked else case.places.items():
                found.setdefault((place.file, place.tab, key), place.cell.rstrip("0123456789"))
        return found

    def place_of(self, case: Case, key: str) -> Place:
        """The cell of a row in that column, given or not; the row's own where nothing tells the column."""
        if key in case.places:
            return case.places[key]
        letters = self.columns.get((case.place.file, case.place.tab, key))
        row = case.place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        return replace(case.place, cell=f"{letters}{row}") if letters else case.place


@dataclass
class Pair:
    """A case then and now."""

    then: Case
    now: Case
    rules_then: Rules
    rules_now: Rules
    before: Before
    rows: Rows

    def edits(self) -> Iterator[Edit]:
        """What was rewritten of it."""
        then, now = self.then, self.now
        if then.tracked and not now.tracked:
            yield self._edit(GONE, "id", case=then.id, before=str(then.place))
        elif then.opened != now.opened and _even(then.title) != _even(now.title):
            yield self._edit(REUSED, "id", case=then.id, before=then.title)
        else:
            yield from self._opening()
            yield from self._first_deadlines()
            for criterion in then.facts:
                yield from self._criterion(criterion)
            yield from self._exemptions()
            yield from self._revisions()
            yield from self._recurrences()
            yield from self._endings()

    def _edit(self, kind: Kind, /, *keys: str, **values: Value) -> Edit:
        """A finding about what stands below some keys; in a sheet the last of them that has a column tells the cell."""
        if self.now.tracked:
            return Edit(finding_of(kind, Place(self.now.place.file), self.now.id, **values), keys)
        return Edit(finding_of(kind, self.rows.place_of(self.now, _column_of(keys)), self.now.id, **values))

    def _shown(self, instant: datetime) -> str:
        """An instant as a file would write it."""
        local = instant.astimezone(self.rules_now.zone)
        is_day = instant == start_of_day(local.date(), self.rules_now.zone)
        return local.date().isoformat() if is_day else f"{local:%Y-%m-%d %H:%M}"

    def _opening(self) -> Iterator[Edit]:
        if self._is_opening_edited:
            yield self._edit(OPENED, "opened", before=self._shown(self.then.opened))

    @property
    def _is_opening_edited(self) -> bool:
        """A case file that replaces a row may add the time to the day."""
        if self.then.opened == self.now.opened or not self.before.was_told(self.then.opened):
            return False
        zone = self.rules_now.zone
        day = day_of(self.then.opened, zone)
        is_refined = self.then.opened == start_of_day(day, zone) and day_of(self.now.opened, zone) == day
        return self.then.tracked or not self.now.tracked or not is_refined

    # --------------------------------------------------------------------------------------------- first deadlines
    def _first_deadlines(self) -> Iterator[Edit]:
        """First deadlines that are others by what the case itself says; what the rules do is told once for all."""
        if not self._has_other_basis:
            return
        then, now = first_dues_of(self.then, self.rules_now), first_dues_of(self.now, self.rules_now)
        key = self._deciding_key
        for criterion in {**then, **now}:
            due, after = then.get(criterion), now.get(criterion)
            if self._is_exempted(criterion):
                continue
            is_same = due == after
            shown_after = NO_DEADLINE if is_same else shown_end(after, self.rules_now)
            values = {"before": shown_end(due, self.rules_now), "after": shown_after}
            if self._is_due_edited(criterion, is_same=is_same):
                yield self._edit(DUE, *_keys_of(criterion, "due"), criterion=criterion, **values)
            elif key is not None and not is_same and self.then.opened == self.now.opened:
                yield self._edit(ELSEWHERE, key, criterion=criterion, key=key, **values)

    def _is_due_edited(self, criterion: str, *, is_same: bool) -> bool:
        """True where `due` itself was edited or taken out, even if the profile happens to give the same.

        One that is given for the first time is an edit where the case had another deadline before.
        """
        then, now = self._facts(self.then, criterion).due, self._facts(self.now, criterion).due
        is_new_deadline = not is_same and self.then.opened == self.now.opened
        return then != now and (then is not None or is_new_deadline)

    @property
    def _has_other_basis(self) -> bool:
        """True where first deadlines may differ; a row that became a case file, or has columns now, has new ones."""
        if self._is_upgraded or not self.before.was_told(self.then.opened):
            return False
        dues = [{facts.criterion: facts.due for facts in case.facts.values() if facts.due} for case in self._both]
        return dues[0] != dues[1] or self._deciding_key is not None

    @property
    def _is_upgraded(self) -> bool:
        return self.then.listed_answer and not self.now.listed_answer

    @property
    def _both(self) -> tuple[Case, Case]:
        return self.then, self.now

    @property
    def _deciding_key(self) -> str | None:
        """What names another profile now: the case itself, its customer or its source."""
        profiles = {profile_name_of(case, self.rules_now) for case in self._both}
        if len(profiles) == 1:
            return None
        keys = ("profile", "customer", "source")
        return next((key for key in keys if getattr(self.then, key) != getattr(self.now, key)), "profile")

    # ---------------------------------------------------------------------------------------------------- criteria
    def _facts(self, case: Case, criterion: str) -> CriterionFacts:
        return case.facts.get(criterion) or CriterionFacts(criterion)

    def _is_exempted(self, criterion: str) -> bool:
        """True where it does not apply, then or now: that has findings of its own."""
        return any(self._facts(case, criterion).na is not None for case in self._both)

    def _criterion(self, criterion: str) -> Iterator[Edit]:
        """What was said of a criterion and is not any more. The answer of a row is told by its closing."""
        if criterion == ANSWER and self.then.listed_answer:
            return
        then, now = self._facts(self.then, criterion), self._facts(self.now, criterion)
        lost = self._lost_done(then, now)
        for done in lost:
            yield self._edit(DONE, *_keys_of(criterion, "done"), criterion=criterion, before=self._shown(done))
        if then.na is not None and now.na is None:
            keys = _keys_of(criterion, "na")
            yield self._edit(MET, *keys, criterion=criterion, key="na", before=then.na)
        if then.evidence and not now.evidence and not lost and self._is_met_by_evidence(then):
            keys, text = _keys_of(criterion, "evidence"), ", ".join(then.evidence)
            yield self._edit(MET, *keys, criterion=criterion, key="evidence", before=text)

    def _lost_done(self, then: CriterionFacts, now: CriterionFacts) -> list[datetime]:
        """Dates that were taken out, but for those that a new recurrence after them speaks of."""
        if self._is_typed(self.then, then) and self._is_typed(self.now, now):
            return []
        lost = [done for done in _lost(then.done, now.done) if self.before.was_told(done)]
        added = _lost(now.done, then.done)
        return [done for done in lost if not self._is_undone(done, added)]

    def _is_typed(self, case: Case, facts: CriterionFacts) -> bool:
        """True for a letter G in a sheet, which counts from the row's last update and goes along with it."""
        return not case.tracked and facts.done == (case.updated or case.opened,)

    def _is_undone(self, done: datetime, added: Sequence[datetime]) -> bool:
        """True where a recurrence is told now that came after `done`, and what stands in its place came later still."""
        then, now = ([recurrence.at for recurrence in case.recurrences] for case in self._both)
        again = [at for at in _lost(now, then) if at >= done]
        return bool(again) and all(instant >= min(again) for instant in added)

    def _is_met_by_evidence(self, facts: CriterionFacts) -> bool:
        found = [rules.criterion(facts.criterion) for rules in (self.rules_then, self.rules_now)]
        is_wanted = all(known is not None and known.evidence is EvidenceNeed.REQUIRED for known in found)
        return is_wanted and bool(facts.done) and self.then.needs_evidence and self.now.needs_evidence

    def _exemptions(self) -> Iterator[Edit]:
        """Criteria that had a deadline and are marked as not applicable now."""
        exempted = [facts.criterion for facts in self.now.facts.values() if facts.na is not None]
        exempted = [criterion for criterion in exempted if self._facts(self.then, criterion).na is None]
        dues = first_dues_of(self.then, self.rules_then) if exempted else {}
        for criterion in exempted:
            if criterion in dues:
                own = [revision for revision in self.then.revisions if revision.criterion == criterion]
                due = in_force(dues[criterion], own, self.before.committed)
                keys, text = _keys_of(criterion, "na"), shown_end(due, self.rules_now)
                yield self._edit(EXEMPTED, *keys, criterion=criterion, before=text)

    # --------------------------------------------------------------------------------------------------- revisions
    def _revisions(self) -> Iterator[Edit]:
        """Moves that were edited, taken out, or slipped in behind everybody's back."""
        added = list(self.now.revisions)
        lost = [revision for revision in self.then.revisions if not _is_kept(revision, added)]
        for revision in lost:
            edited = _edited(revision, added)
            if not self.before.was_told(revision.at):
                continue
            values = {"criterion": revision.criterion, "before": self._shown(revision.at)}
            edit = self._edit(REVISION, "revisions", **values)
            yield Edit(replace(edit.finding, place=edited.place)) if edited else edit
        for revision in added:
            if self._is_backdated(revision):
                committed, at = self._shown(self.before.committed), self._shown(revision.at)
                finding = self._edit(BACKDATED, criterion=revision.criterion, at=at, committed=committed).finding
                yield Edit(replace(finding, place=revision.place))
            elif due := self._taken_back_by(revision):
                values = {"at": self._shown(revision.at), "due": shown_end(due, self.rules_now)}
                values |= {"criterion": revision.criterion, "revision": self.before.revision}
                yield Edit(replace(self._edit(TAKEN_BACK, **values).finding, place=revision.place))

    def _is_backdated(self, revision: Revision) -> bool:
        """True where a new move changes what was said on days gone by, or takes back a red of the day itself.

        So a move may be written down some hours later, as long as its deadline had not passed meanwhile.
        """
        committed, zone = self.before.committed, self.rules_now.zone
        if revision.at > committed:
            return False
        if day_of(revision.at, zone) < day_of(committed, zone):
            return True
        first = first_dues_of(self.then, self.rules_then).get(revision.criterion)
        own = [known for known in self.then.revisions if known.criterion == revision.criterion]
        dues = [] if first is None else [first, *(known.to for known in own)]
        passed = [due for due in dues if first and revision.at <= due <= committed and in_force(first, own, due) == due]
        return bool(passed)

    def _taken_back_by(self, revision: Revision) -> datetime | None:
        """The deadline that passed, unmet, after the date of a new move and before the move could be read."""
        first = first_dues_of(self.then, self.rules_then).get(revision.criterion)
        if first is None or not self.before.was_told(self.then.opened):
            return None
        others = [one for one in self.now.revisions if one.criterion == revision.criterion and one is not revision]
        done = self._facts(self.now, revision.criterion).done
        for due in (first, *(one.to for one in others)):
            is_passed = revision.at <= due <= self.before.at and in_force(first, others, due) == due
            if is_passed and not any(instant < due for instant in done):
                return due
        return None

    def _recurrences(self) -> Iterator[Edit]:
        then = [recurrence.at for recurrence in self.then.recurrences]
        now = [recurrence.at for recurrence in self.now.recurrences]
        added = _lost(now, then)
        for at in _lost(then, now):
            if self.before.was_told(at):
                edit = self._edit(RECURRENCE, "recurrences", before=self._shown(at))
                places = [recurrence.place for recurrence in self.now.recurrences if recurrence.at in added]
                yield Edit(replace(edit.finding, place=places[0])) if len(places) == 1 else edit

    # -------------------------------------------------------------------------------------------------- the ending
    def _endings(self) -> Iterator[Edit]:
        """A closing that took effect, or a rejection, which is another one now or none."""
        if self._is_closing_edited and self._took_effect:
            at = self.then.closed.at if self.then.closed else None
            yield self._edit(ENDED, "closed", key="closed", before=self._shown(at) if at else NO_DEADLINE)
        then, now = self.then.rejected, self.now.rejected
        if then is None and now is not None:
            yield self._edit(REJECTED_NOW, "rejected", at=self._shown(now.at))
        if then is not None and self.before.was_told(then.at) and not self._is_still_rejected:
            place = now.place if now is not None and now.place.file else None
            edit = self._edit(ENDED, "rejected", key="rejected", before=self._shown(then.at))
            yield Edit(replace(edit.finding, place=place)) if place else edit

    @property
    def _is_closing_edited(self) -> bool:
        """A row that was closed by a word alone may be given the date."""
        then, now = self.then.closed, self.now.closed
        if then is None or (then.at is not None and not self.before.was_told(then.at)):
            return False
        return now is None or (then.at is not None and now.at != then.at)

    @property
    def _took_effect(self) -> bool:
        """False for a closing that was refused: it was never said, and shall be corrected."""
        if nothing_applies(self.then, self.rules_then):
            return False
        return judge(self.then, self.rules_then).refusal is None

    @property
    def _is_still_rejected(self) -> bool:
        """A row's rejection counts from its last update, and goes along with it."""
        then, now = self.then.rejected, self.now.rejected
        if then is None or now is None:
            return then is now
        is_rows = not (self.then.tracked or self.now.tracked)
        return is_rows or then.at == now.at


def _keys_of(criterion: str, key: str) -> tuple[str, ...]:
    return ("criteria", criterion, key)


def _column_of(keys: Sequence[str]) -> str:
    """Where a row's places keep the cell of what a case file has below these keys."""
    if keys[:1] != ("criteria",):
        return {"rejected": "status"}.get(keys[-1], keys[-1]) if keys else "id"
    _, criterion, key = keys
    if criterion == ANSWER:
        return key
    return f"criteria.{criterion}.due" if key == "due" else f"criteria.{criterion}"


def _is_kept(revision: Revision, now: list[Revision]) -> bool:
    """True where a move stands as it stood, and takes it from `now`; what it did not say may have been added."""
    for other in now:
        is_same = (revision.at, revision.criterion, revision.to) == (other.at, other.criterion, other.to)
        if is_same and revision.reason in ("", other.reason) and revision.consent in ("", other.consent):
            now.remove(other)
            return True
    return False


def _edited(revision: Revision, added: list[Revision]) -> Revision | None:
    """What a move has become, taken from `added`; None where it was taken out."""
    for other in added:
        if other.criterion == revision.criterion and (other.at == revision.at or other.to == revision.to):
            added.remove(other)
            return other
    return None


def _lost(before: Iterable[_T], now: Iterable[_T]) -> list[_T]:
    """What stood before and does not any more; of equals, so many as are missing."""
    return list((Counter(before) - Counter(now)).elements())


def _even(text: str) -> str:
    """A text without differences of case, width and blanks."""
    return "".join(normalize("NFKC", text).casefold().split())
