"""Postings: by which terms texts are found, and which texts hold each. `assets/js/full_text.js` asks for the same.

Scripts without spaces are found by pairs: two characters side by side, one of which at least is of such a script,
are a term (`扭矩不足`: 扭矩, 矩不, 不足). Other words are terms as they stand, and are found by how they begin.

The pairs of some hundred texts are sorted at once, by numpy: one by one they would cost as much as making the pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from operator import sub
from typing import NamedTuple, TypeAlias
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

Characters: TypeAlias = NDArray[np.uint16]

MOST_TEXTS = 0xD000
"""So many texts can be told apart: what tells of a step from one to another is a character below the surrogates."""
_SPACELESS = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Kana, Han and Hangul, as ranges of a character class."""
_END = "\0"
"""Stands between two texts."""
_STEPS = "".join(map(chr, range(0x20, 0x20 + MOST_TEXTS + 1)))
"""The character for each step from one text to another."""


class Posting(NamedTuple):
    """A term of two characters or more, and the texts that hold it: the step to each from the one before, first -1."""

    term: str
    texts: str


class _Alphabet(NamedTuple):
    """Of each character of the first plane: what it is folded to, and whether it is a letter or digit, or spaceless."""

    folded: Characters
    is_letter: NDArray[np.bool_]
    is_spaceless: NDArray[np.bool_]


@cache
def _alphabet() -> _Alphabet:
    """Each character is folded by itself: capitals to small letters, the wide forms of Chinese fonts to plain ones."""
    plane = "".join(map(chr, range(0x10000)))
    folded = np.array(list(map(ord, plane.replace("\u0130", "i").lower())), np.uint16)
    folded[0xFF01:0xFF5F] = folded[0x21:0x7F]
    is_letter = np.array(list(map(str.isalnum, plane)))
    is_spaceless = np.zeros(len(plane), bool)
    is_spaceless[[ord(match) for match in re.findall(f"[{_SPACELESS}]", plane)]] = True
    return _Alphabet(folded, is_letter, is_spaceless & is_letter)


def postings_of(texts: Sequence[str]) -> Iterator[Posting]:
    """The postings of some texts, at most MOST_TEXTS: those of pairs in their order, then those of words."""
    if len(texts) > MOST_TEXTS:
        raise ValueError(f"{len(texts)} texts are too many for one index")
    joined = _END.join(normalize("NFC", text.replace(_END, " ")) for text in texts)
    characters = _alphabet().folded[np.frombuffer(joined.encode("utf-16-le", "replace"), "<u2")]
    yield from _pairs(characters)
    yield from _words(characters)


def _pairs(characters: Characters) -> Iterator[Posting]:
    first, second, text = _pairs_by_text(characters)
    order = np.argsort(second, kind="stable")  # by one character, then by the other: numpy sorts small numbers by radix
    order = order[np.argsort(first[order], kind="stable")]
    first, second, text = first[order], second[order], text[order]
    is_new_pair = _differ(first) | _differ(second)
    is_told = is_new_pair | _differ(text)
    starts = np.flatnonzero(is_new_pair[is_told]).tolist()
    spelled = np.stack((first[is_new_pair], second[is_new_pair]), axis=1).tobytes().decode("utf-16-le")
    texts = text[is_told].tolist()
    for number, (start, end) in enumerate(pairwise([*starts, len(texts)])):
        yield Posting(spelled[2 * number : 2 * number + 2], _steps(texts[start:end]))


def _pairs_by_text(characters: Characters) -> tuple[Characters, Characters, Characters]:
    """The two characters of each pair, and the number of the text that it stands in, as they follow one another."""
    alphabet = _alphabet()
    is_letter, is_spaceless = alphabet.is_letter[characters], alphabet.is_spaceless[characters]
    is_pair = is_letter[:-1] & is_letter[1:] & (is_spaceless[:-1] | is_spaceless[1:])
    text = np.cumsum(characters == ord(_END), dtype=np.uint16)
    return characters[:-1][is_pair], characters[1:][is_pair], text[:-1][is_pair]


def _differ(sorted_values: Characters) -> NDArray[np.bool_]:
    """Where a value is another than the one before it."""
    is_other = np.ones(len(sorted_values), bool)
    np.not_equal(sorted_values[1:], sorted_values[:-1], out=is_other[1:])
    return is_other


def _words(characters: Characters) -> Iterator[Posting]:
    """Words of two characters or more, but for numbers of two digits, which say nothing."""
    alphabet = _alphabet()
    is_kept = alphabet.is_letter[characters] & ~alphabet.is_spaceless[characters] | (characters == ord(_END))
    texts = np.where(is_kept, characters, np.uint16(ord(" "))).tobytes().decode("utf-16-le").split(_END)
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for word in set(text.split()):
            found[word].append(number)
    for word in sorted(found):
        if len(word) > 2 or (len(word) == 2 and not (word.isascii() and word.isdigit())):
            yield Posting(word, _steps(found[word]))


def _steps(texts: Sequence[int]) -> str:
    """The numbers of texts, rising, as the steps from each to the next."""
    return "".join(map(_STEPS.__getitem__, map(sub, texts, chain((-1,), texts))))
