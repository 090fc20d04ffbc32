"""Which profile judges a case (contract §2, §3 `profile`)."""

from dataclasses import replace

from board_gen.model.case import Case
from board_gen.model.duration import Duration, Unit
from board_gen.model.label import Label
from board_gen.model.local_time import day_of
from board_gen.model.rules import (
    ANSWER,
    INTERNAL,
    LISTED,
    Criterion,
    Customer,
    Profile,
    ProfileVersion,
    Rules,
)

ANSWER_CRITERION = Criterion(ANSWER, Label(zh="答复", en="Answer"), step="")
"""The one criterion of a listed row; it is no column of the board."""

_LISTED = Profile(LISTED, (ProfileVersion(criteria={ANSWER: Duration(24, Unit.HOURS)}),))


def profile_name_of(case: Case, rules: Rules) -> str:
    """The profile that the case names, else its customer's, else its source's, else `internal`."""
    if case.listed_answer:
        return LISTED
    customer = _customer_of(case, rules)
    source = rules.sources.get(case.source)
    named = (case.profile, customer.profile if customer else None, source.profile if source else None)
    return next((name for name in named if name is not None and name in rules.profiles), INTERNAL)


def version_of(case: Case, rules: Rules) -> ProfileVersion:
    """What judges the case: its profile on the local day it was opened, with the customer's watch if that has one."""
    name = profile_name_of(case, rules)
    profile = rules.profiles.get(name, _LISTED) if name == LISTED else rules.profiles[name]
    version = profile.in_force_on(day_of(case.opened, rules.zone))
    customer = _customer_of(case, rules)
    if customer is None or not customer.watch_given or name == LISTED:
        return version
    return replace(version, watch=customer.watch)


def criteria_of(version: ProfileVersion, rules: Rules) -> tuple[Criterion, ...]:
    """The criteria that a profile's version asks for, in the board's order."""
    known = (*rules.criteria, ANSWER_CRITERION)
    return tuple(criterion for criterion in known if criterion.id in version.criteria)


def _customer_of(case: Case, rules: Rules) -> Customer | None:
    return rules.customers.get(case.customer)
