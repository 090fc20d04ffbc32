"""Making all cases of a plant: each by itself, those that a former build knows not again, and the plan that joins them.

Three rounds. First every case file is made, on the belief that its id is its own and that the others stand where their
files' names say. Then it is known who claims what: files whose id is taken, and rows that stand for a case, are made.
Then everything is known, and whoever believed what is not true is made again - in a plant without duplicates, nobody.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from hashlib import blake2b

from board_gen.crew import all_made
from board_gen.finding import Finding, sorted_findings
from board_gen.made import Bench, Going, Made, Source, is_file, make
from board_gen.pages.pictures import copies_among
from board_gen.rules.digest import with_shared
from board_gen.rules.judged import named_of
from board_gen.sources.folder_walk import FoundFile
from board_gen.sources.merge import Plan, plan_of
from board_gen.sources.plant_folder import Outline, Progress

Done = Mapping[str, tuple[Source, Made]]
"""What has been made, and of what, by name."""


@dataclass(frozen=True, slots=True)
class Making:
    """What is to be made and with what; `digests` are those of the plant's files, `former` what is known already, with
    `going_of` what was judged of it.
    """

    outline: Outline
    bench: Bench
    digests: Mapping[str, str]
    former: Mapping[str, Made]
    going_of: Callable[[Made], Going | None]
    jobs: int | None = None
    progress: Progress | None = None
    patience: timedelta = timedelta(0)
    """For so long a case that something can still change in need not be made again for the time alone."""
    believed: Mapping[str, tuple[int, str]] | None = None
    """The addresses that what has been made already is known to be right with."""


def cases_made(making: Making) -> tuple[Made, ...]:
    """Every case of the plant, files by their names, then rows in their order."""
    files = [_file_source(file, making) for file in making.outline.cases]
    believed = _believed(files, making.former)
    believing = replace(making, bench=replace(making.bench, addresses=believed), believed=believed)
    made = _round(believing, files[:1], {})  # the templates and tables that it took, all workers have then
    made = _round(believing, files, made)
    plan = plan_of((case.claim for _, case in made.values()), making.outline.rows)
    made = _round(believing, [*_planned_files(files, plan), *_row_sources(plan)], made)
    known = addresses_of(case for _, case in made.values())
    is_right = known == believed  # as ever, but for a new id: then nobody's links need be looked at again
    knowing = believing if is_right else replace(believing, bench=replace(making.bench, addresses=known))
    made = _round(knowing, list(_with_more(made)), made, _contested(made, plan))
    return tuple(case for _, case in made.values())


def addresses_of(made: Iterable[Made]) -> Mapping[str, tuple[int, str]]:
    """Where the pages of all cases stand, as `JudgedPlant.addresses` says."""
    made = tuple(made)
    valid = [(case.id, case.address) for case in made if case.invalid is None and case.address is not None]
    others = sorted((case.invalid for case in made if case.invalid), key=lambda invalid: (invalid.id, invalid.place))
    return named_of(valid, [(invalid.id, invalid.address) for invalid in others if invalid.address is not None])


def _round(making: Making, sources: Sequence[Source], made: Done, contested: frozenset[str] = frozenset()) -> Done:
    """Each source made: as it was just now, as a former build made it, or anew."""
    known: dict[str, Made | None] = {source.name: _known(source, making, made, contested) for source in sources}
    missing = [_with_former_tracks(source, making) for source in sources if known[source.name] is None]
    for count, case in enumerate(all_made(partial(make, bench=making.bench), missing, making.jobs), 1):
        known[case.name] = case._replace(digest=with_shared(case.digest)) if case.digest else case
        if making.progress:
            making.progress(count, len(missing))
    return {source.name: (source, done) for source in sources if (done := known[source.name]) is not None}


def _known(source: Source, making: Making, made: Done, contested: frozenset[str]) -> Made | None:
    """The case as it was made already, if it would be made the same again."""
    if source.name in contested:
        return None
    former_source, case = made.get(source.name, (None, None))
    if case is None:
        return _published(source, making)
    is_same = former_source is source or case.key == making.bench.key_of(source, case.claim)
    is_right = making.bench.addresses is making.believed or _has_right_links(case, making.bench)
    return case if is_same and is_right else None


def _published(source: Source, making: Making) -> Made | None:
    """The case as a former build made it, if its files stand as that build left them."""
    case, bench = making.former.get(source.name), making.bench
    if (
        case is None
        or not case.holds(bench.reader.at, bench.reader.year, making.patience)
        or not _is_made_of(case, source, bench)
    ):
        return None
    files = bench.folder.still(case.files)
    if files is None or not _has_right_links(case, bench):
        return None
    return case if files == case.files else case._replace(files=files)


def _is_made_of(case: Made, source: Source, bench: Bench) -> bool:
    """True where the case was made of all that this source is."""
    return case.key == bench.key_of(source, case.claim) and all(is_file(path) is stood for path, stood in case.beside)


def _has_right_links(case: Made, bench: Bench) -> bool:
    """True where what the case believed of the others is so."""
    return all(bench.addresses.get(name) == found for name, found in case.links)


def _with_former_tracks(source: Source, making: Making) -> Source:
    """The source with what a former build judged, where only time has passed since, or others have changed.

    The copies of pictures that it made are known in any case: each is named by what it was made of.
    """
    case = making.former.get(source.name)
    if case is None:
        return source
    source = source._replace(copies=copies_among(case.files))
    if not case.is_going or not _is_made_of(case, source, making.bench):
        return source
    return source._replace(former=making.going_of(case))


def _file_source(file: FoundFile, making: Making) -> Source:
    """A case file with all that is read for it."""
    digest = blake2b(digest_size=20)
    for part in (file, *making.outline.attached.get(file.name, ())):
        digest.update(f"{part.name}\0{making.digests.get(part.name)}\0".encode(errors="backslashreplace"))
    return Source(file.name, digest.hexdigest(), file=file)


def _believed(files: Iterable[Source], former: Mapping[str, Made]) -> Mapping[str, tuple[int, str]]:
    """Where the cases are thought to stand before they are read: where they stood, else as their files are named."""
    known = addresses_of(former.values())
    stems = (source.file.path.stem for source in files if source.file and source.name not in former)
    return {**named_of(((stem, stem) for stem in stems), ()), **known}


def _planned_files(files: Sequence[Source], plan: Plan) -> Iterator[Source]:
    for number, source in enumerate(files):
        first, alike = plan.first_of.get(number), plan.alike.get(number)
        yield source._replace(first=first, alike=alike) if first or alike else source


def _row_sources(plan: Plan) -> Iterator[Source]:
    for row in plan.own:
        yield Source(str(row.row_place), "", row=row)
    for row, first in plan.second:
        yield Source(str(row.row_place), "", row=row, first=first)


def _with_more(made: Done) -> Iterator[Source]:
    """Tell who has an id what is said of it where somebody else claims it."""
    more: dict[str, list[Finding]] = {}
    for source, case in made.values():
        for finding in case.findings if source.first else ():
            more.setdefault(finding.case or "", []).append(finding)
    for source, case in made.values():
        found = more.get(case.id, ()) if source.first is None else ()
        yield source._replace(more=sorted_findings(found)) if found else source


def _contested(made: Done, plan: Plan) -> frozenset[str]:
    """Who has an id that others claim: their pages were made at one address, and whose was last is not known."""
    firsts = set(plan.first_of.values())
    return frozenset(name for name, (_, case) in made.items() if case.claim.place in firsts)
