"""Individuals and moving-range charts: limits of a published example, and the four rules around their bounds."""

import pytest

from board_gen.rules.control_chart import BASELINE, FEWEST, ControlChart, Sign, control_chart_of

FLOW_RATE = (49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1)
"""NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, individuals chart."""
STEADY = (1.128, -1.128) * (BASELINE // 2)
"""Twenty values around 0 whose ranges are all 2.256: sigma is exactly 2."""


def signs_after(*values: float) -> list[tuple[Sign, ...]]:
    """What the rules say of values that follow a steady beginning of mean 0 and sigma 2; ranges left out."""
    chart = control_chart_of((*STEADY, *values))
    assert chart.limits is not None
    assert (float(chart.limits.centre), float(chart.limits.sigma)) == (0.0, 2.0)
    return [tuple(sign for sign in signs if sign is not Sign.RANGE) for signs in chart.signs[BASELINE:]]


def flagged(chart: ControlChart) -> list[int]:
    return [place for place, signs in enumerate(chart.signs) if signs]


def test_the_limits_are_those_of_the_handbook():
    """Centre 50.81, mean range 1.8778, limits 55.8041 and 45.8159, nothing out of control: as NIST prints them."""
    chart = control_chart_of(FLOW_RATE)
    limits = chart.limits
    assert limits is not None
    assert [float(value) for value in chart.ranges] == pytest.approx([2.0, 2.3, 1.4, 3.5, 3.4, 1.4, 0.2, 1.2, 1.5])
    assert float(limits.centre) == 50.81
    assert round(float(limits.mean_range), 4) == 1.8778
    assert round(float(limits.upper), 4) == 55.8041
    assert round(float(limits.lower), 4) == 45.8159
    assert round(float(limits.range_limit), 3) == round(3.267 * 16.9 / 9, 3)
    assert flagged(chart) == []


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(("value", "is_out"), [(6.0, False), (6.001, True)])
def test_rule_1_is_one_value_beyond_three_sigma(value, is_out, side):
    """A value on the limit is in control, a value beyond it is not."""
    assert (Sign.BEYOND_3 in signs_after(side * value)[0]) is is_out


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((4.001, 0, 4.001), [2]),
        ((4.001, 4.001, 0), [1]),
        ((0, 4.001, 4.001), [2]),
        ((4.0, 0, 4.001), []),
        ((4.001, 0, 4.0), []),
        ((4.001, 0, 0, 4.001), []),
        ((4.001, 0, -4.001), []),
        ((4.001, 4.001, 4.001), [1, 2]),
    ],
)
def test_rule_2_is_two_of_three_beyond_two_sigma_on_one_side(values, expected, side):
    """It speaks at the last of the two, counts three values in a row, and a value on the line is not beyond it."""
    signs = signs_after(*(side * value for value in values))
    assert [place for place, found in enumerate(signs) if Sign.TWO_OF_THREE_BEYOND_2 in found] == expected


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((2.001, 2.001, 2.001, 2.001), [3]),
        ((2.001, 2.001, 0, 2.001, 2.001), [4]),
        ((2.001, 0, 2.001, 0, 2.001, 2.001), []),
        ((2.001, 2.001, 2.001, 2.0), []),
        ((2.0, 2.001, 2.001, 2.001), []),
        ((2.001, 2.001, -2.001, 2.001, 2.001), [4]),
        ((2.001, 2.001, 2.001, 0, 0, 2.001), []),
        ((2.001,) * 5, [3, 4]),
    ],
)
def test_rule_3_is_four_of_five_beyond_one_sigma_on_one_side(values, expected, side):
    """It speaks at the last of the four, counts five values in a row, and a value on the line is not beyond it."""
    signs = signs_after(*(side * value for value in values))
    assert [place for place, found in enumerate(signs) if Sign.FOUR_OF_FIVE_BEYOND_1 in found] == expected


@pytest.mark.parametrize("side", [1, -1])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0.1,) * 7, []),
        ((0.1,) * 8, [7]),
        ((0.1,) * 9, [7, 8]),
        ((0.1,) * 4 + (0,) + (0.1,) * 7, []),
        ((0.1,) * 7 + (-0.1,), []),
        ((0.1,) * 7 + (0,), []),
    ],
)
def test_rule_4_is_eight_in_a_row_on_one_side(values, expected, side):
    """Seven are none, each from the eighth on is one, and a value on the centre line breaks the row."""
    steady_on_other_side = -side * 0.1
    signs = signs_after(steady_on_other_side, *(side * value for value in values))[1:]
    assert [place for place, found in enumerate(signs) if Sign.EIGHT_ON_ONE_SIDE in found] == expected


def test_a_moving_range_above_its_limit_is_told_at_its_second_value():
    """3.267 mean ranges are 7.370352: a step of that is in control, a step beyond is not."""
    last = STEADY[-1]
    for step, is_out in ((7.370352, False), (7.370353, True)):
        chart = control_chart_of((*STEADY, round(last + step, 6)))
        assert (Sign.RANGE in chart.signs[-1]) is is_out


def test_limits_are_fixed_on_the_first_values():
    """What comes after the twentieth value moves no limit; what comes before does."""
    assert control_chart_of(STEADY).limits == control_chart_of((*STEADY, 50.0, -50.0)).limits
    assert control_chart_of(STEADY[:-1]).limits != control_chart_of(STEADY).limits


def test_fewer_than_eight_values_have_no_limits():
    """Seven values are drawn without limits and signs, eight with trial limits."""
    few = control_chart_of(FLOW_RATE[: FEWEST - 1])
    assert (few.limits, flagged(few), len(few.ranges)) == (None, [], FEWEST - 2)
    trial = control_chart_of(FLOW_RATE[:FEWEST]).limits
    assert trial is not None
    assert trial.count == FEWEST


@pytest.mark.parametrize("value", [98.1, 0.1, 100.0])
def test_values_that_are_all_alike_have_no_limits(value):
    """No spread is known of a constant, and rounding gives it none: not even eight in a row are a sign."""
    chart = control_chart_of([value] * 30)
    assert (chart.limits, flagged(chart)) == (None, [])


def test_decimals_are_taken_as_written():
    """A value that is written like the centre stands on it: 98.1 among 98.0 and 98.2 is on no side."""
    chart = control_chart_of([98.0, 98.2] * 10 + [98.1] * 8)
    assert flagged(chart) == []


@pytest.mark.parametrize("values", [(), (3.0,)])
def test_no_value_and_one(values):
    """A chart of nothing is empty, a chart of one value has no range."""
    chart = control_chart_of(values)
    assert (len(chart.values), chart.ranges, chart.limits) == (len(values), (), None)
