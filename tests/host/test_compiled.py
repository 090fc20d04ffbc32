"""Templates of the theme that a preview compiles once."""

from jinja2 import DictLoader, Environment

from board_gen.host import Compiled


def test_a_template_is_compiled_once_for_two_environments() -> None:
    """A second environment uses the code of the first one, and compiles only what has another text."""
    first = Environment(loader=DictLoader({"a": "{{ 1 + 1 }}", "b": "old"}), autoescape=True)
    kept = first.bytecode_cache = Compiled(first)
    assert [first.get_template(name).render() for name in ("a", "b")] == ["2", "old"]
    second = _Counting(loader=DictLoader({"a": "{{ 1 + 1 }}", "b": "new"}), autoescape=True)
    second.bytecode_cache = kept
    assert [second.get_template(name).render() for name in ("a", "b")] == ["2", "new"]
    assert second.compiled == ["b"]


def test_another_extension_is_another_compiler() -> None:
    """What was compiled without an extension does not suit an environment that has it."""
    plain = Environment(autoescape=True)
    assert Compiled(plain).suits(Environment(autoescape=True))
    assert not Compiled(plain).suits(Environment(autoescape=True, extensions=["jinja2.ext.do"]))


class _Counting(Environment):
    """An environment that notes what it compiles."""

    compiled: list[str | None]

    def compile(self, source, name=None, filename=None, raw=False, defer_init=False):
        """Note the name, and compile."""
        self.compiled = [*getattr(self, "compiled", []), name]
        return super().compile(source, name, filename, raw, defer_init)
