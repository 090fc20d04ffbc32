"""board.yml over the defaults: the plant's rules (contract §2).

Both are read as nodes and merged as nodes, so that every value still knows where it stands, and the defaults are
read by the same shapes as the plant's own words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeGuard, TypeVar
from zoneinfo import ZoneInfo

from board_gen.finding import Finding, Kind, Level, Place
from board_gen.messages import N_
from board_gen.model.label import Label
from board_gen.model.rules import INTERNAL, LISTED, Customer, Profile, ProfileVersion, Rules, Source
from board_gen.sources.board_shapes import board_shape
from board_gen.sources.faults import folded, nearest_of, shown
from board_gen.sources.profile_shapes import DEFAULTS
from board_gen.sources.shape import Reading, Spot
from board_gen.sources.text_file import read_text_file
from board_gen.sources.yaml_nodes import ListNode, MapNode, Node, TextNode, file_of, is_null, place_of
from board_gen.sources.yaml_reader import read_nodes

_NO_PROFILE = Kind(
    "BG360", Level.ERROR, N_("the profile “{text}” can't be taken out"), N_("delete this line, or give it criteria")
)
_EMPTY_INTERNAL = Kind(
    "BG363",
    Level.WARNING,
    N_("the default profile “{text}” has none of this board's criteria"),
    N_("give it criteria under profiles: a case for which nothing else names a profile is invalid without"),
)
_UNKNOWN_PROFILE = Kind(
    "BG361", Level.ERROR, N_("{key}: there is no profile “{text}”"), N_("did you mean “{nearest}”?")
)
_SAME_CODE = Kind(
    "BG362", Level.ERROR, N_("{key}: “{text}” and “{other}” can't be told apart"), N_("keep one of the two")
)
_PROFILED = TypeVar("_PROFILED", Source, Customer)


def read_board(path: Path, name: str) -> tuple[Rules, tuple[Finding, ...]]:
    """The rules of a plant, the defaults where the file is missing or empty.

    `name` is the file's path as findings print it. A finding of level error means a broken board.yml; the rules are
    then what could be understood, over the defaults.
    """
    if not path.exists() and not path.is_symlink():
        return default_rules(), ()
    text = read_text_file(path, name, may_be_empty=True)
    if isinstance(text, Finding):
        return default_rules(), (text,)
    nodes, findings = read_nodes(text, name)
    if nodes is None:
        return default_rules(), findings
    rules, more = _rules_of(merged_of(_default_nodes(), nodes), default_rules())
    return rules, (*findings, *more)


@cache
def default_rules() -> Rules:
    """The rules where board.yml says nothing."""
    values, _ = _values_of(_default_nodes(), None)
    return Rules(**values)  # type: ignore[arg-type]


def source_of(text: str, rules: Rules) -> Source | None:
    """The source of that code, else of that label in any language; case, width, spaces, `-` and `_` don't matter."""
    return _named(text, rules.sources.values())


def customer_of(text: str, rules: Rules) -> Customer | None:
    """The customer of that code, else of that label; compared as sources are."""
    return _named(text, rules.customers.values())


def names_of(things: Iterable[Source | Customer]) -> tuple[str, ...]:
    """Codes and labels that the things can be called by."""
    return tuple(name for thing in things for name in (thing.code, *_label_texts(thing.label)))


def merged_of(base: MapNode, over: MapNode) -> MapNode:
    """`over` laid over `base`: mappings merge at every depth, null takes a key out, all else replaces."""
    values = base.values.copy()
    keys = {key.value: key for key in (*base.keys, *over.keys)}
    for key, value in over.values.items():
        former = values.get(key)
        if former is not None and is_null(value):
            del values[key], keys[key]
        elif isinstance(former, MapNode) and isinstance(value, MapNode):
            values[key] = merged_of(former, value)
        else:
            values[key] = value
    return MapNode.of(values, list(keys.values()), over.start_mark)


@cache
def _default_nodes() -> MapNode:
    text = resources.files("board_gen.sources").joinpath(DEFAULTS).read_text("utf-8")
    nodes, findings = read_nodes(text, DEFAULTS)
    if nodes is None or findings:
        raise RuntimeError(f"{DEFAULTS}: {findings}")
    return nodes


def _values_of(nodes: MapNode, base: Rules | None) -> tuple[dict[str, object], Reading]:
    """The attributes of Rules that the nodes give; the criteria first, since profiles name them."""
    known = {criterion.id: criterion for criterion in base.criteria} if base else {}
    reading = Reading(ZoneInfo("UTC"), is_board=True)
    ids = _criterion_ids(nodes) or tuple(known)
    values = board_shape(known, ids, base.cadence if base else None).read(nodes, reading, Spot())
    return values or {}, reading


def _criterion_ids(nodes: MapNode) -> tuple[str, ...]:
    """The ids of the criteria as written; what is wrong with them is noted when they are read."""
    items = nodes.values.get("criteria")
    found = (
        item.values.get("id") for item in (items.items if isinstance(items, ListNode) else ()) if _is_mapping(item)
    )
    return tuple(dict.fromkeys(node.value.strip() for node in found if isinstance(node, TextNode)))


def _rules_of(nodes: MapNode, base: Rules) -> tuple[Rules, tuple[Finding, ...]]:
    values, reading = _values_of(nodes, base)
    rules = replace(base, **values)  # type: ignore[arg-type]
    profiles = _needed_profiles(rules, base, nodes, reading)
    sources = _with_known_profiles(rules.sources, profiles, nodes.values.get("sources"), Spot("sources"), reading)
    customers = _with_known_profiles(
        rules.customers, profiles, nodes.values.get("customers"), Spot("customers"), reading
    )
    return replace(rules, profiles=profiles, sources=sources, customers=customers), tuple(reading.findings)


def _needed_profiles(rules: Rules, base: Rules, nodes: MapNode, reading: Reading) -> Mapping[str, Profile]:
    """The profiles, of which `internal` and `listed` are always there.

    A default `internal` that the board has no criteria for stays, empty: what falls to it is invalid.
    """
    profiles = dict(rules.profiles)
    written = nodes.values.get("profiles")
    for name in (INTERNAL, LISTED):
        own = written.values.get(name) if isinstance(written, MapNode) else None
        if name in profiles:
            continue
        profiles[name] = base.profiles[name]
        if own is None:
            reading.adds(_NO_PROFILE, _own_place(written, nodes), Spot("profiles"), text=name)
        elif file_of(own) == DEFAULTS:
            profiles[name] = Profile(name, (ProfileVersion({}),))
            reading.adds(_EMPTY_INTERNAL, _own_place(nodes.values.get("criteria"), nodes), Spot("profiles"), text=name)
    return profiles


def _own_place(*nodes: Node | None) -> Place:
    """The first place that is in the plant's own file."""
    return next((place_of(node) for node in nodes if node is not None and file_of(node) != DEFAULTS), Place(DEFAULTS))


def _with_known_profiles(
    things: Mapping[str, _PROFILED], profiles: Mapping[str, Profile], nodes: Node | None, spot: Spot, reading: Reading
) -> Mapping[str, _PROFILED]:
    """Sources or customers whose codes differ and whose profiles exist; a default's that is gone is left out."""
    known: dict[str, _PROFILED] = {}
    seen: dict[str, str] = {}
    choices = [name for name in profiles if name != LISTED]
    for code, thing in things.items():
        entry = nodes.values.get(code) if isinstance(nodes, MapNode) else None
        place = place_of(entry) if entry is not None else Place(DEFAULTS)
        if folded(code) in seen:
            reading.adds(_SAME_CODE, place, spot, text=shown(code), other=seen[folded(code)])
        seen.setdefault(folded(code), code)
        known[code] = thing
        if thing.profile is not None and thing.profile not in choices:
            known[code] = replace(thing, profile=None)
            written = entry.values.get("profile") if isinstance(entry, MapNode) else None
            if written is not None and not is_null(written) and file_of(written) != DEFAULTS:
                nearest = nearest_of(thing.profile, choices) or ", ".join(choices)
                below = spot.below(code).below("profile")
                reading.adds(_UNKNOWN_PROFILE, written, below, text=shown(thing.profile), nearest=nearest)
    return known


def _named(text: str, things: Iterable[_PROFILED]) -> _PROFILED | None:
    """The thing of that code, else the first of that label."""
    wanted, all_things = folded(text), list(things)
    by_code = (thing for thing in all_things if folded(thing.code) == wanted)
    by_label = (thing for thing in all_things if wanted in {folded(name) for name in _label_texts(thing.label)})
    return next(by_code, None) or next(by_label, None)


def _label_texts(label: Label | None) -> tuple[str, ...]:
    return (label.zh, label.en) if label else ()


def _is_mapping(node: Node) -> TypeGuard[MapNode]:
    return isinstance(node, MapNode)
