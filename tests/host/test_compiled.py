"""Templates are compiled once, and kept as Python keeps its modules."""

import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from board_gen.compiled import Compiled, language_of


@pytest.fixture(autouse=True)
def _writing(monkeypatch) -> None:
    """These tests hold whatever the environment tells Python about bytecode."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)


class _Counting(Environment):
    """An environment that notes what it compiles."""

    compiled: list[str | None]

    def compile(self, source, name=None, filename=None, raw=False, defer_init=False):
        """Note the name, and compile."""
        self.compiled = [*getattr(self, "compiled", []), name]
        return super().compile(source, name, filename, raw, defer_init)


def told(folder: Path, name: str = "x", **templates: str) -> tuple[list[str], list[str | None]]:
    """What templates say in a process that remembers nothing, and which of them it compiled."""
    Compiled._known.clear()
    env = _Counting(loader=DictLoader(templates), autoescape=True, bytecode_cache=Compiled(name, folder))
    return [env.get_template(each).render() for each in templates], getattr(env, "compiled", [])


def test_a_template_is_compiled_once_for_all_processes(tmp_path) -> None:
    """A second process uses the code of the first one, and compiles only what has another text."""
    assert told(tmp_path, a="{{ 1 + 1 }}", b="old") == (["2", "old"], ["a", "b"])
    assert told(tmp_path, a="{{ 1 + 1 }}", b="new") == (["2", "new"], ["b"])


def test_environments_of_other_names_share_nothing(tmp_path) -> None:
    """Words and extensions are compiled in: another language is another name."""
    told(tmp_path, "pages zh", a="a")
    assert told(tmp_path, "pages en", a="a") == (["a"], ["a"])


def test_another_extension_is_another_language() -> None:
    """What was compiled without an extension does not suit an environment that has it."""
    plain = Environment(autoescape=True)
    assert language_of(plain) == language_of(Environment(autoescape=True))
    assert language_of(plain) != language_of(Environment(autoescape=True, extensions=["jinja2.ext.do"]))


@pytest.mark.parametrize("damage", [b"", b"j2", b"\x00" * 400])
def test_damaged_code_is_not_used(tmp_path, damage) -> None:
    """Code that is cut short or foreign is compiled anew, and put right."""
    told(tmp_path, a="a")
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage)
    assert told(tmp_path, a="a") == (["a"], ["a"])
    assert kept.read_bytes() == whole
    kept.write_bytes(whole[:-3])
    assert told(tmp_path, a="a") == (["a"], ["a"])


def test_nothing_is_written_where_nothing_may_be(tmp_path, monkeypatch) -> None:
    """A folder that is not there, or a Python that writes no bytecode, costs the compiling and no more."""
    assert told(tmp_path / "none", a="a") == (["a"], ["a"])
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert told(tmp_path, a="a") == (["a"], ["a"])
    assert not list(tmp_path.iterdir())


def test_a_process_compiles_once_even_then(tmp_path) -> None:
    """A second environment of the same process uses what the first one compiled, also where nothing could be kept."""
    told(tmp_path / "none", a="a")
    env = _Counting(loader=DictLoader({"a": "a"}), autoescape=True, bytecode_cache=Compiled("x", tmp_path / "none"))
    assert env.get_template("a").render() == "a"
    assert not hasattr(env, "compiled")
