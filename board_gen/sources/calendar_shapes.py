"""What board.yml says of time and place: zone, calendar, meeting, television, cadence (contract §2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from board_gen.finding import Kind, Level
from board_gen.messages import N_
from board_gen.model.rules import Cadence, CalendarRules, Meeting, Television
from board_gen.sources.faults import nearest_of, shown
from board_gen.sources.scalars import DAY, TEXTS, Choice, Clock, DurationText, Number, Whole
from board_gen.sources.shape import (
    ByForm,
    Checked,
    Field,
    ListOf,
    Reading,
    Record,
    Scalar,
    Schema,
    Shape,
    Spot,
    given,
)
from board_gen.sources.yaml_nodes import Node, TextNode

WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_NO_ZONE = Kind("BG340", Level.ERROR, N_("{key}: “{text}” is no time zone"), N_("write an IANA name: {nearest}"))
_NO_COUNTRY = Kind(
    "BG341",
    Level.ERROR,
    N_("{key}: no calendar is known for “{text}”"),
    N_("write an ISO code (CN, DE, US …), or null for none"),
)
_NO_WORKDAY = Kind("BG342", Level.ERROR, N_("{key}: no day of the week is worked"), N_("leave at least one day out"))
_BOTH_DAYS = Kind(
    "BG343", Level.ERROR, N_("{key}: {day} is both a holiday and a working day"), N_("keep it in one of the lists")
)
WEEKDAY_SET: Shape[frozenset[int]] = ListOf(Choice(WEEKDAYS), takes_one=True).then(frozenset)


@dataclass(frozen=True)
class Zone(Scalar[ZoneInfo]):
    """An IANA time zone."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> ZoneInfo | None:
        """The zone."""
        try:
            return ZoneInfo(text)
        except (LookupError, ValueError, OSError):
            alike_first = sorted(available_timezones(), key=lambda name: (name[:2] != text[:2], name))
            nearest = nearest_of(text, alike_first) or "Asia/Shanghai"
            reading.adds(_NO_ZONE, node, spot, text=shown(text), nearest=nearest)
            return None

    def schema(self) -> Schema:
        """Any text: editors do not know the list."""
        return {"type": "string"}


@dataclass(frozen=True)
class _Country(Scalar[str]):
    """An ISO code of a country whose holidays are known."""

    def value_of(self, text: str, node: TextNode, reading: Reading, spot: Spot) -> str | None:
        """The code, in capitals."""
        from holidays import list_supported_countries

        if text.upper() in list_supported_countries():
            return text.upper()
        reading.adds(_NO_COUNTRY, node, spot, text=shown(text))
        return None

    def schema(self) -> Schema:
        """Letters."""
        return {"type": "string", "pattern": "^[A-Za-z]{2,3}$"}


def _checked_calendar(value: CalendarRules, node: Node, reading: Reading, spot: Spot) -> CalendarRules:
    """A week has a working day, and no day is listed as both."""
    if len(value.weekend) == len(WEEKDAYS):
        reading.adds(_NO_WORKDAY, node, spot)
    for day in sorted(value.extra_holidays & value.extra_workdays):
        reading.adds(_BOTH_DAYS, node, spot, day=day.isoformat())
    return value


_WORKING = frozenset({-1})
"""Stands for "every working day", which is no set of weekdays; an empty list is a plant that never meets."""


def _days(days: frozenset[int] = _WORKING, **values: object) -> Meeting:
    return Meeting(days=None if days == _WORKING else days, **values)  # type: ignore[arg-type]


def _calendar(**values: Iterable[date] | frozenset[int] | str | None) -> CalendarRules:
    return CalendarRules(**values)  # type: ignore[arg-type]


DAY_SET: Shape[frozenset[date]] = ListOf(DAY, takes_one=True).then(frozenset)
CALENDAR = Checked(
    Record(
        _calendar,
        (
            given("country", _Country(), None),
            given("weekend", WEEKDAY_SET, frozenset()),
            Field("extra_holidays", DAY_SET),
            Field("extra_workdays", DAY_SET),
        ),
    ),
    _checked_calendar,
)
MEETING = Record(
    _days,
    (
        Field("time", Clock()),
        Field(
            "days",
            ByForm(
                text=Choice(
                    {
                        "working": _WORKING,
                        "daily": frozenset(range(7)),
                        **{name: frozenset({day}) for name, day in WEEKDAYS.items()},
                    }
                ),
                items=WEEKDAY_SET,
            ),
        ),
        Field("minutes", Whole(1, 480)),
        Field("roster", TEXTS),
    ),
)
TELEVISION = Record(
    Television,
    (
        Field("inches", Number(10, 300)),
        Field("distance", Number(0.5, 100)),
        Field("seconds", Whole(3, 3600)),
        Field("theme", Choice({"dark": "dark", "light": "light"})),
    ),
)


def cadence_shape(base: Cadence | None) -> Shape[Cadence]:
    """The cadence; what is not given is the default's."""
    data, build = (base.data, base.build) if base else (None, None)
    return Record(Cadence, (given("data", DurationText(), data), given("build", DurationText(), build)))
