"""The documentation says what the program does."""

import re
from importlib import util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def tool(name: str) -> ModuleType:
    """A script of tools/ as a module."""
    spec = util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_finding_has_its_line() -> None:
    """docs/finding-codes.md is what tools/finding_codes.py writes."""
    codes = tool("finding_codes")
    assert codes.PAGE.read_text(encoding="utf-8") == codes.page()


def test_no_code_means_two_things() -> None:
    """Two kinds of one code would hide one of them."""
    codes = [kind.code for kind in tool("finding_codes").declared()]
    assert sorted({code for code in codes if codes.count(code) > 1}) == []


def test_links_of_the_readme_lead_somewhere() -> None:
    """Every file that the README names is there."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    missing = [target for target in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / target).exists()]
    assert missing == []
