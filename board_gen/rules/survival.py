"""Survival: how long cases stay open, those still open counted too (Kaplan and Meier 1958).

Who averages the closed ones alone forgets the ones that take longest. Here each case counts for as long as it was
watched: at each time t at which d of the r cases still watched end, the share S still open is multiplied by 1 - d / r.
A case that was last watched at t (censored) is still among the r of t, and no more later.

The interval of S is Greenwood's variance on the log(-log) scale, as R's `survfit(conf.type = "log-log")`: with
V = sum of d / (r (r - d)), from S ^ exp(+w) to S ^ exp(-w), w = 1.959963984540054 x sqrt(V) / |log S|. The interval of
the median holds the times at which the interval of S holds one half (Brookmeyer and Crowley 1982).
"""

from collections.abc import Iterable, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

NORMAL_975 = 1.959963984540054
"""The 97.5th percentile of the normal distribution: 95 % lie within as many standard deviations on both sides."""
_HALF = 0.5 + 1e-9
"""One half, with room for what rounding adds to a product that is one half."""


class SurvivalStep(NamedTuple):
    """At `time` `events` of the `at_risk` cases ended; from then on the share `open` (0 to 1) of all is still open.

    `variance` is Greenwood's sum up to then, infinite where nothing is left.
    """

    time: int
    at_risk: int
    events: int
    open: float
    variance: float


class Survival(NamedTuple):
    """How long cases stay open: `n` of them, of which `events` ended and `censored` had not when last watched.

    `median` is the first time at which no more than half is open, `lower` and `upper` are its 95 % interval; None:
    not reached - so far more than half (or what the interval allows of it) is still open. All times are seconds.
    """

    n: int
    events: int
    censored: int
    median: int | None
    lower: int | None
    upper: int | None
    steps: tuple[SurvivalStep, ...]


def survival_of(ended: Iterable[int], censored: Iterable[int]) -> Survival:
    """Kaplan-Meier of times, in any order: how long those took that ended, and for how long the others were watched."""
    lost, steps = sorted(censored), []
    times = sorted(ended)
    n, place, left, share, variance = len(times) + len(lost), 0, 0, 1.0, 0.0
    while place < len(times):
        time, start = times[place], place
        while place < len(times) and times[place] == time:
            place += 1
        while left < len(lost) and lost[left] < time:
            left += 1
        at_risk, events = n - start - left, place - start
        share *= 1 - events / at_risk
        variance += events / (at_risk * (at_risk - events)) if at_risk > events else float("inf")
        steps.append(SurvivalStep(time, at_risk, events, share, variance))
    median = next((step.time for step in steps if step.open <= _HALF), None)
    return Survival(n, len(times), len(lost), median, *_interval_of(steps), tuple(steps))


def _interval_of(steps: Sequence[SurvivalStep]) -> tuple[int | None, int | None]:
    """When the lower and the upper bound of the share open first are no more than one half; where nothing is left open
    there are none.
    """
    lower = next((step.time for step in steps if step.open > 0 and band_of(step)[0] <= _HALF), None)
    upper = next((step.time for step in steps if step.open <= _HALF and band_of(step)[1] <= _HALF), None)
    return lower, upper


def band_of(step: SurvivalStep) -> tuple[float, float]:
    """The 95 % interval of the share that is open from a step on; from 0 to 1 where nothing is left to tell it."""
    if step.open <= 0:
        return 0.0, 1.0
    width = NORMAL_975 * sqrt(step.variance) / -log(step.open)
    return step.open ** exp(width), step.open ** exp(-width)
