"""`check --against REV`: a past may be added to, and is never rewritten."""

import subprocess

import pytest

BEFORE = (
    "criteria:\n"
    "  containment: {done: 2026-11-21 09:10}\n"
    "  error_proofing: {due: 2026-12-04}\n"
    "revisions:\n"
    "  - {at: 2026-11-22 10:00, criterion: root_cause, to: 2026-11-25, reason: sample late}\n"
    "recurrences:\n"
    "  - {at: 2026-11-22 08:00, note: two parts}\n"
)


@pytest.fixture
def committed(plant):
    """A plant under Git, its one case committed as it was."""
    plant.case("FR-1", more=BEFORE)
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "before")):
        identity = ("-c", "user.name=t", "-c", "user.email=t@t.example")
        subprocess.run(["git", *identity, *command], cwd=plant.folder, check=True)
    return plant


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("", "", None),
        ("2026-12-04", "2026-12-11", "BG692"),
        ("{due: 2026-12-04}", "{}", "BG692"),
        ("done: 2026-11-21 09:10", "due: 2026-11-30", "BG692"),
        ("2026-11-21 09:10", "2026-11-21 09:00", "BG694"),
        ("2026-11-21 09:10", "[2026-11-21 09:10, 2026-11-23]", None),
        ("to: 2026-11-25", "to: 2026-11-28", "BG693"),
        ("sample late", "holidays", "BG693"),
        ("at: 2026-11-22 10:00", "at: 2026-11-20 17:00", "BG693"),
        (
            "recurrences:",
            "  - {at: 2026-11-23, criterion: root_cause, to: 2026-11-28, reason: later}\nrecurrences:",
            None,
        ),
        ("  - {at: 2026-11-22 08:00, note: two parts}", "  []", "BG695"),
        ("note: two parts", "note: three parts", None),
    ],
)
def test_what_was_written_stays(committed, old, new, code):
    """Edits of a first deadline, a revision, a done or a recurrence are errors; further lines are not."""
    assert old in BEFORE
    committed.case("FR-1", more=BEFORE.replace(old, new, 1) if old else BEFORE)
    checked = committed.run("check", "--against", "HEAD")
    codes = [
        word for word in ("BG690", "BG691", "BG692", "BG693", "BG694", "BG695") if f"error {word}" in checked.stdout
    ]
    assert (codes[0] if codes else None) == code
    if code:
        assert checked.returncode == 1
        assert checked.stdout.splitlines()[-1].startswith("cases/FR-1.md:")


def test_a_changed_opening_is_an_edit(committed):
    """`opened` moves every deadline, so it is not changed afterwards."""
    path = committed.case("FR-1", more=BEFORE)
    path.write_text(path.read_text(encoding="utf-8").replace("2026-11-20 16:30", "2026-11-20 18:30"), encoding="utf-8")
    assert "error BG691" in committed.run("check", "--against", "HEAD").stdout


def test_a_case_that_is_gone_is_named(committed):
    """A case never vanishes; one that moved to another folder has not."""
    case = committed.folder / "cases/FR-1.md"
    (committed.folder / "cases/2026").mkdir()
    case.rename(committed.folder / "cases/2026/FR-1.md")
    assert "BG690" not in committed.run("check", "--against", "HEAD").stdout
    (committed.folder / "cases/2026/FR-1.md").unlink()
    gone = committed.run("check", "--against", "HEAD")
    assert gone.returncode == 1
    assert "cases/FR-1.md: error BG690" in gone.stdout or "cases/FR-1.md:" in gone.stdout


@pytest.mark.parametrize("revision", ["nowhere", "--output=/tmp/x", ""])
def test_a_revision_that_is_none_is_wrong_usage(committed, revision):
    """Exit status 2, and Git's own words."""
    checked = committed.run("check", f"--against={revision}")
    assert checked.returncode == 2
    assert "Traceback" not in checked.stderr
