"""Texts of a drawing are laid out without any font, and stand in every font that we know (views/text_width.py)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_gen.views.text_width import cut_to, lines_of, width_of

TEXTS = st.text(st.sampled_from("aimW09 -,.()清洗槽温度，。（）℃—é…"), max_size=60)
WIDTHS = st.floats(2.0, 20.0)


def test_chinese_signs_are_one_em_wide() -> None:
    """A Chinese sign is as wide as the type is high, a Latin one narrower, an accent put over a letter nothing."""
    assert width_of("清洗槽") == 3
    assert 0 < width_of("rinse") < 5
    assert width_of("e\u0301") == width_of("e")
    assert width_of("") == 0


@given(TEXTS, WIDTHS)
def test_a_cut_text_is_no_wider_than_asked(text, width) -> None:
    """What is cut fits, says so with `…`, and begins like the whole; what fits is left as it is."""
    cut = cut_to(text, width)
    assert width_of(cut) <= width
    if cut != text:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])


@given(TEXTS, WIDTHS, st.integers(1, 8))
def test_lines_keep_their_width_and_every_word(text, width, most) -> None:
    """No line is wider or further down than asked, and as long as nothing is cut every sign is there, in order."""
    lines = lines_of(text, width, most)
    assert 1 <= len(lines) <= most
    assert all(width_of(line) <= width for line in lines)
    shown, whole = "".join("".join(lines).split()), "".join(text.split())
    assert shown == whole or (lines[-1].endswith("…") and whole.startswith(shown[:-1]))


@pytest.mark.parametrize(
    ("text", "width", "most", "lines"),
    [
        ("Film pulled off at ST-10", 11, 3, ("Film pulled off", "at ST-10")),
        ("清洗槽温度波动（52–58 ℃）", 8, 3, ("清洗槽温度波动（", "52–58 ℃）")),
        ("清洗槽温度，不稳定", 5, 3, ("清洗槽温", "度，不稳定")),
        ("aaaaaaaaaaaa", 5, 2, ("aaaaaa", "aaaaaa")),
        ("Film pulled off at ST-10", 11, 1, ("Film pulled off…",)),
        ("", 5, 2, ("",)),
    ],
)
def test_lines_break_where_readers_expect(text, width, most, lines) -> None:
    """Between words, between Chinese signs but not before a comma, within a word only where it has to."""
    assert lines_of(text, width, most) == lines
