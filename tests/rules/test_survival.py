"""How long cases stay open: Kaplan-Meier against a published example, R's own answers, and a plain method."""

from math import inf, sqrt
from random import Random

import pytest

from board_gen.rules.survival import SurvivalStep, band_of, survival_of
from tests.rules.trend_plain import open_share

RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
IN_REMISSION = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
"""Weeks in remission under 6-mercaptopurine: Freireich and others, Blood 21 (1963) 699-716."""
PUBLISHED = (
    (6, 21, 3, 0.857143, 0.0763604, 0.619718, 0.951552),
    (7, 17, 1, 0.806723, 0.0869353, 0.563147, 0.922809),
    (10, 15, 1, 0.752941, 0.0963497, 0.503200, 0.889362),
    (13, 12, 1, 0.690196, 0.1068147, 0.431610, 0.849066),
    (16, 11, 1, 0.627451, 0.1140539, 0.367511, 0.804912),
    (22, 7, 1, 0.537815, 0.1282338, 0.267779, 0.746791),
    (23, 6, 1, 0.448179, 0.1345915, 0.188052, 0.680143),
)
"""Time, at risk, events, share, its standard error, lower and upper bound: as `survfit(…, conf.type = "log-log")` of
R's package survival prints them.
"""


def test_the_published_example() -> None:
    """21 patients, 9 relapses: median 23 weeks, from 13 to not reached, and each step with its interval."""
    found = survival_of(RELAPSED, IN_REMISSION)
    assert (found.n, found.events, found.censored) == (21, 9, 12)
    assert (found.median, found.lower, found.upper) == (23, 13, None)
    assert len(found.steps) == len(PUBLISHED)
    for step, (time, at_risk, events, share, error, lower, upper) in zip(found.steps, PUBLISHED, strict=True):
        assert (step.time, step.at_risk, step.events) == (time, at_risk, events)
        assert step.open == pytest.approx(share, abs=5e-7)
        assert step.open * sqrt(step.variance) == pytest.approx(error, abs=5e-8)
        assert band_of(step) == pytest.approx((lower, upper), abs=5e-7)


def test_the_share_is_that_of_the_plain_method() -> None:
    """Of random times, many of them alike, also where the last one is lost."""
    random = Random(7)
    for _ in range(200):
        ended = [random.randrange(12) for _ in range(random.randrange(1, 25))]
        censored = [random.randrange(14) for _ in range(random.randrange(25))]
        found = survival_of(ended, censored)
        assert [step.time for step in found.steps] == sorted(set(ended))
        shares = [open_share(ended, censored, step.time) for step in found.steps]
        assert [step.open for step in found.steps] == pytest.approx(shares, abs=1e-12)
        assert found.median == next(
            (s.time for s, share in zip(found.steps, shares, strict=True) if share <= 0.5 + 1e-9), None
        )
        assert found.lower is None or found.median is None or found.lower <= found.median
        assert found.upper is None or (found.median is not None and found.median <= found.upper)


@pytest.mark.parametrize(
    ("ended", "censored", "expected"),
    [
        ((), (), (None, None, None)),
        ((), (3, 4), (None, None, None)),
        ((5,), (), (5, None, None)),
        ((1, 2, 3), (), (2, 1, None)),
        (range(1, 21), (), (10, 5, 15)),
    ],
)
def test_small_and_plain_cases(ended, censored, expected) -> None:
    """Nothing, nothing ended, one, and twenty that all ended; the bounds are those of R, too."""
    found = survival_of(ended, censored)
    assert (found.median, found.lower, found.upper) == expected


def test_one_half_is_reached_also_where_products_are_rounded() -> None:
    """Half of six ended: the median is the third, though 5/6 x 4/5 x 3/4 is not exactly one half in binary."""
    assert survival_of((1, 2, 3), (9, 9, 9)).median == 3


def test_where_nothing_is_left_nothing_is_known_of_it() -> None:
    """No interval after the last case has ended."""
    last = survival_of((1, 2), ()).steps[-1]
    assert last == SurvivalStep(2, 1, 1, 0.0, inf)
    assert band_of(last) == (0.0, 1.0)
