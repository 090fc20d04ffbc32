"""Case files and sheet rows together: filling, comparing, duplicates (contract §3, §4)."""

from datetime import UTC, date, datetime

import pytest

from board_gen.finding import Level
from board_gen.model.case import Case, InvalidCase
from board_gen.model.plant import Plant
from board_gen.model.terms import Letter, Severity
from board_gen.sources.plant_folder import read_plant

BARE = "id: FR-1\ntitle: Burrs\nopened: 2026-11-02 16:30\nsource: line\n"
FULL = (
    BARE
    + "customer: SGM\narea: Line 3\ndepartment: Welding\npart: {number: '333933', name: capsule}\nowner: Adams\n"
    + "severity: minor\nnext_report: 2026-11-24\nupdated: 2026-11-05 08:00\nclosed: 2026-11-20 10:00\n"
)
HEADER = "id,title,opened,source"


@pytest.fixture
def plant_of(tmp_path):
    """A plant in UTC from the texts of its case files (front matter, by name) and of its sheet."""

    def plant_of(files: dict[str, str], sheet: str = "", board: str = "") -> Plant:
        for name, text in files.items():
            path = tmp_path / "cases" / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\n{text}---\n", "utf-8")
        (tmp_path / "cases").mkdir(exist_ok=True)
        (tmp_path / "cases" / "board.yml").write_text(f"timezone: UTC\n{board}", "utf-8")
        if sheet:
            (tmp_path / "cases" / "issues.csv").write_text(sheet, "utf-8")
        return read_plant(tmp_path / "cases", "cases")

    return plant_of


def one(plant: Plant) -> Case:
    """The plant's only case."""
    (case,) = plant.cases
    assert plant.invalid == ()
    return case


def found(plant: Plant, *, prefix: str = "BG") -> list[tuple[str, str]]:
    return [(f.kind.code, str(f.place)) for f in plant.findings if f.kind.code.startswith(prefix)]


def day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_the_sheet_fills_plain_fields(plant_of):
    """What the case file lacks of plain fields the sheet gives, with its cell as place; nothing differs."""
    header = f"{HEADER},customer,area,department,part,owner,severity,next report,updated"
    row = "fr-1,Burrs,2026-11-02,line,SGM,Line 3,Welding,333933,Adams,major,2026-11-24,2026-11-05"
    plant = plant_of({"FR-1": BARE}, f"{header}\n{row}\n")
    case = one(plant)
    assert (case.customer, case.area, case.department, case.owner) == ("SGM", "Line 3", "Welding", "Adams")
    assert (case.part.number, case.severity, case.updated) == ("333933", Severity.MAJOR, day("2026-11-05"))
    assert case.next_report is not None
    assert (case.next_report.day, case.next_report.at) == (date(2026, 11, 24), day("2026-11-25"))
    assert (case.id, case.tracked, case.differs, case.no_report) == ("FR-1", True, False, False)
    assert str(case.place_of("owner")) == "cases/issues.csv[I2]"
    assert found(plant, prefix="BG5") == []


def test_the_sheet_never_fills_what_a_letter_depends_on(plant_of):
    """Criteria, deadlines, closing and profile of the sheet are not taken into a case that has a file."""
    header = f"{HEADER},closed,due,profile,containment,root_cause due,next"
    row = "FR-1,Burrs,2026-11-02,line,2026-11-20,2026-11-21,complaint,2026-11-03,2026-11-04,sort"
    plant = plant_of({"FR-1": BARE}, f"{header}\n{row}\n")
    case = one(plant)
    assert (case.closed, case.profile, dict(case.facts)) == (None, None, {})
    assert found(plant, prefix="BG5") == [("BG513", "cases/issues.csv[E2]"), ("BG512", "cases/issues.csv[H2]")]
    assert case.differs


@pytest.mark.parametrize(
    ("column", "same", "other"),
    [
        ("title", " Ｂｕｒｒｓ ", "Burr"),
        ("opened", "2026/11/2", "2026-11-03"),
        ("opened", "2026-11-02 16:30", "2026-11-02 16:31"),
        ("source", "Line", "PRR"),
        ("source", "line", "nobody knows"),
        ("customer", "SGM", "SGM-DY"),
        ("area", "Line 3", "Line 4"),
        ("department", "Welding", "Paint"),
        ("part", "333933", "333934"),
        ("part", "capsule", "tube"),
        ("part", "333933.0", "0333933"),
        ("owner", "Adams", "McGrath"),
        ("severity", "一般", "major"),
        ("next report", "2026-11-24", "2026-11-25"),
        ("next report", "2026-11-24 09:00", "2026-11-23 09:00"),
        ("updated", "2026-11-05", "2026-11-06"),
        ("closed", "2026-11-20", "2026-11-21"),
    ],
)
def test_where_both_give_a_field(column, same, other, plant_of):
    """Where both give a field the case file is used; where they differ, a warning names both places."""
    sheet = "id,status,due,{column}\nFR-1,,,{value}\n"
    equal = plant_of({"FR-1": FULL}, sheet.format(column=column, value=same))
    assert (found(equal, prefix="BG5"), one(equal).differs) == ([], False)
    differing = plant_of({"FR-1": FULL}, sheet.format(column=column, value=other))
    (finding,) = [f for f in differing.findings if f.kind.code == "BG510"]
    assert (str(finding.place), finding.level, finding.case) == ("cases/issues.csv[D2]", Level.WARNING, "FR-1")
    assert str(finding.values["place"]).startswith("cases/FR-1.md:")
    assert one(differing).differs
    for key in ("title", "opened", "source", "owner", "part", "severity", "next_report", "updated", "closed"):
        assert getattr(one(differing), key) == getattr(one(equal), key)


def test_a_row_beside_a_case_file_need_not_be_complete(plant_of):
    """A row that gives only an owner is no invalid row where a case file gives the rest."""
    plant = plant_of({"FR-1": BARE}, "id,owner,area,title\nFR-1,Adams,,\n")
    assert one(plant).owner == "Adams"
    assert [code for code, _ in found(plant)] == ["BG438", "BG438"]


def test_an_unreadable_date_beside_a_case_file_is_still_a_finding(plant_of):
    """What can't be read in the sheet is told, though the case does not depend on it."""
    plant = plant_of({"FR-1": BARE}, f"{HEADER}\nFR-1,Burrs,1/10/2005,line\n")
    assert [(f.kind.code, f.level) for f in plant.findings] == [("BG222", Level.ERROR)]
    assert not one(plant).differs


@pytest.mark.parametrize(
    ("sheet", "codes"),
    [
        ("complaint,2026-11-20", []),
        ("internal,2026-11-20", [("BG510", "cases/issues.csv[E2]")]),
        ("complaint,2026-11-21", [("BG514", "cases/issues.csv[F2]")]),
        ("complaint,2026-11-25", []),
        (",", []),
    ],
)
def test_profile_and_deadlines_are_compared(plant_of, sheet, codes):
    """A profile, and a criterion's deadline that is neither the first nor the last, differ from the case file's."""
    text = (
        f"{BARE}profile: complaint\ncriteria: {{containment: {{due: 2026-11-20}}}}\n"
        "revisions: [{at: 2026-11-10, criterion: containment, to: 2026-11-25 16:00, reason: late}]\n"
    )
    plant = plant_of({"FR-1": text}, f"{HEADER},profile,containment due\nFR-1,Burrs,2026-11-02,line,{sheet}\n")
    assert found(plant, prefix="BG5") == codes
    assert one(plant).differs == bool(codes)


def test_typed_letters_go_along(plant_of):
    """Letters typed in the sheet are kept for the rules to compare, and change no fact."""
    text = BARE + "criteria:\n  containment: {done: 2026-11-03 08:00}\n"
    plant = plant_of({"FR-1": text}, "id,title,status,containment,root_cause,verified\nFR-1,Burrs,Y,G,R,N/A\n")
    case = one(plant)
    assert case.typed_status is Letter.YELLOW
    assert {key: fact.typed for key, fact in case.facts.items()} == {
        "containment": Letter.GREEN,
        "root_cause": Letter.RED,
        "verified": Letter.NOT_APPLICABLE,
    }
    assert (case.facts["containment"].done, case.facts["root_cause"].done) == ((day("2026-11-03 08:00"),), ())
    assert (case.facts["verified"].na, case.differs) == (None, False)


@pytest.mark.parametrize(
    ("written", "code"),
    [("2026-11-03", None), ("2026-11-03 08:00", None), ("2026-11-04", "BG511"), ("2026-11-02", "BG511")],
)
def test_a_done_date_is_compared_with_the_last(written, code, plant_of):
    """A criterion's date in the sheet must be the day on which the case file says it was last done."""
    text = BARE + "criteria:\n  containment: {done: [2026-11-02 20:00, 2026-11-03 08:00]}\n"
    plant = plant_of({"FR-1": text}, f"id,title,status,containment\nFR-1,Burrs,,{written}\n")
    assert [got for got, _ in found(plant, prefix="BG5")] == ([code] if code else [])
    assert one(plant).differs is (code is not None)


@pytest.mark.parametrize(
    ("file", "status", "differs"),
    [
        (BARE, "open", False),
        (BARE, "on hold", False),
        (BARE, "closed", True),
        (BARE, "rejected", True),
        (FULL, "closed", False),
        (FULL, "open", True),
        (FULL, "G", False),
    ],
)
def test_open_and_closed_are_compared(file, status, differs, plant_of):
    """Where the sheet says closed and the case file does not, or the other way round, the row differs."""
    plant = plant_of({"FR-1": file}, f"id,title,owner,status\nFR-1,Burrs,,{status}\n")
    assert found(plant, prefix="BG5") == ([("BG513", "cases/issues.csv[D2]")] if differs else [])
    assert one(plant).differs is differs


def test_rows_without_a_case_file(plant_of):
    """Rows of their own are cases after those of the files, marked no_report where they need a file."""
    plant = plant_of({"FR-2": BARE.replace("FR-1", "FR-2")}, f"{HEADER}\nA-1,Burrs,2026-11-02,PRR\nFR 2,Burrs,,\n")
    assert [(case.id, case.tracked, case.no_report) for case in plant.cases] == [
        ("FR-2", True, False),
        ("A-1", False, True),
    ]
    assert found(plant) == [("BG443", "cases/issues.csv[A2]")]


@pytest.mark.parametrize("other", ["FR-1", "fr-1", "Fr-1"])
def test_of_two_files_with_one_id_the_first_by_path_keeps_it(other, plant_of):
    """The second file with an id is an invalid case without address, and its error names the first."""
    plant = plant_of({"b/x": BARE.replace("FR-1", other), "a/y": BARE})
    assert [str(case.place).split(":")[0] for case in plant.cases] == ["cases/a/y.md"]
    (invalid,) = plant.invalid
    assert (invalid.id, invalid.address, invalid.title, invalid.tracked) == (other, None, "Burrs", True)
    (finding,) = plant.findings
    assert (finding.kind.code, str(finding.place)) == ("BG500", "cases/b/x.md:2:1")
    assert (finding.level, finding.values["first"]) == (Level.ERROR, "cases/a/y.md:2:1")


def test_equal_ids_of_composed_and_decomposed_letters(plant_of):
    """Ids are compared NFC."""
    plant = plant_of({"a": BARE.replace("FR-1", "Ü-1"), "b": BARE.replace("FR-1", "U\u0308-1")})
    assert (len(plant.cases), [case.address for case in plant.invalid]) == (1, [None])


@pytest.mark.parametrize(("first", "second"), [("A-1", "a-1"), ("A/1", "A 1"), ("A-1", "#A#1")])
def test_of_two_rows_with_one_address_the_first_keeps_it(first, second, plant_of):
    """The second row with an address is an invalid case without one, and its error names the first cell."""
    plant = plant_of({}, f"{HEADER}\n{first},x,2026-11-02,line\n{second},y,2026-11-02,line\n")
    assert [case.title for case in plant.cases] == ["x"]
    assert [(case.title, case.address, case.tracked) for case in plant.invalid] == [("y", None, False)]
    (finding,) = plant.findings
    assert (finding.kind.code, str(finding.place)) == ("BG500", "cases/issues.csv[A3]")
    assert finding.values["first"] == "cases/issues.csv[A2]"


def test_a_second_row_for_a_case_file(plant_of):
    """Of two rows for one case file the first is its row; the second is a duplicate of the first row."""
    plant = plant_of({"FR-1": BARE}, "id,title,owner\nFR-1,Burrs,Adams\nFR-1,Burrs,McGrath\n")
    assert [case.owner for case in plant.cases] == ["Adams"]
    assert [(case.id, case.address, case.owner) for case in plant.invalid] == [("FR-1", None, "McGrath")]
    (finding,) = [f for f in plant.findings if f.kind.code == "BG500"]
    assert finding.values["first"] == "cases/issues.csv[A2]"


def test_an_invalid_case_file_stays_invalid(plant_of):
    """A row does not replace a broken case file; it only gives what the file could not for its row on the board."""
    plant = plant_of(
        {"FR-1": "id: FR-1\ntitle: Burrs\nopened: never\nsource: line\n"},
        f"{HEADER},owner\nFR-1,x,2026-11-02,line,Adams\n",
    )
    assert plant.cases == ()
    (invalid,) = plant.invalid
    assert (invalid.id, invalid.address, invalid.title) == ("FR-1", "FR-1", "Burrs")
    assert (invalid.owner, invalid.opened, invalid.tracked) == ("Adams", day("2026-11-02"), True)


def test_a_row_named_after_its_number_takes_no_address(plant_of):
    """A row without id that would be called like a case file leaves that case alone."""
    plant = plant_of({"x": BARE.replace("FR-1", "issues-2")}, f"{HEADER}\n,Scratch,2026-11-02,line\n")
    assert [(case.id, case.title) for case in plant.cases] == [("issues-2", "Burrs")]
    assert plant.invalid == (
        InvalidCase(
            "issues-2", None, plant.invalid[0].place, "Scratch", day("2026-11-02"), source="line", tracked=False
        ),
    )


def test_every_case_has_an_address_of_its_own(plant_of):
    """Whatever collides, no two cases share an address, and no row and no file is lost."""
    files = {"a": BARE, "b": BARE, "c": "id: [", "issues-3": BARE.replace("FR-1", "issues-4")}
    sheet = f"{HEADER}\nFR-1,x,2026-11-02,line\n,y,2026-11-02,line\n,z,2026-11-02,line\nc,v,2026-11-02,line\nc,w,,\n"
    plant = plant_of(files, sheet)
    addresses = [case.address for case in (*plant.cases, *plant.invalid) if case.address is not None]
    assert len(addresses) == len({address.casefold() for address in addresses})
    assert len(plant.cases) + len(plant.invalid) == 7
