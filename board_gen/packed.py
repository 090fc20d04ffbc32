"""Packed: records as bytes, for the store and between processes; and back, if they are nothing but records.

The bytes are a pickle in which every record stands as its class and its values. Who unpacks calls nothing but the
makers of this program's own records, enumerations and times: bytes that somebody else wrote may say what is not true,
but they can run nothing and import nothing.

A build packs and unpacks records by the hundred thousand, so that pickle's C code does all of it but one call of a
record's own.
"""

import dataclasses
import io
import pickle
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta, timezone
from enum import Enum
from operator import attrgetter, methodcaller
from types import MethodType
from typing import Any, TypeAlias

Reduced: TypeAlias = tuple[type, tuple[Any, ...]]
"""A value as pickle writes it: its class, and what its maker is called with."""
Maker: TypeAlias = Callable[..., object]

_PROGRAM = __name__.partition(".")[0]
_PROTOCOL = 5
_TIMES = {kind.__name__: kind for kind in (date, datetime, time, timedelta, timezone)}


class Damaged(ValueError):  # noqa: N818 - it says what the bytes are
    """These bytes were not packed by this program, or not all of them are there."""


def packed(value: object) -> bytes:
    """A value as bytes. TypeError for anything but records, enumerations, times, plain values and containers."""
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, _PROTOCOL)
    pickler.dispatch_table = _REDUCERS
    pickler.dump(value)
    return stream.getvalue()


def unpacked(data: bytes) -> object:
    """What was packed, equal to it. Damaged for all other bytes.

    The modules of the records in it have to be imported already. An enumeration's members and UTC are the same
    objects again; all else is new.
    """
    stream = io.BytesIO(data)
    try:
        value: object = _Unpickler(stream).load()
    except Exception as error:  # whatever a record's own making says to values that are not its own
        raise Damaged(f"{type(error).__name__}: {error}") from error
    if stream.read(1):
        raise Damaged("there is more than was packed")
    return value


# ------------------------------------------------------------------------------------------------------ to bytes
class _Reducers(dict[type, Callable[[Any], Reduced]]):
    """How to reduce a value of each class; those of records are added when the first one is met."""

    def __missing__(self, kind: type) -> Callable[[Any], Reduced]:
        if issubclass(kind, type):
            raise KeyError(kind)  # pickle writes classes by their names
        reducer = self[kind] = _reducer_of(kind)
        return reducer


_REDUCERS = _Reducers(dict.fromkeys(_TIMES.values(), methodcaller("__reduce_ex__", _PROTOCOL)))


def _reducer_of(kind: type) -> Callable[[Any], Reduced]:
    if _is_named_tuple(kind):
        return lambda record: (kind, (tuple(record),))
    if _is_enumeration(kind):
        return lambda member: (kind, (member.value,))
    if not _is_frozen_record(kind):
        raise TypeError(f"{kind.__module__}.{kind.__qualname__} is no record")
    names = [field.name for field in dataclasses.fields(kind)]
    values_of = attrgetter(*names)
    if len(names) == 1:
        return lambda record: (kind, (values_of(record),))
    return lambda record: (kind, values_of(record))


def _is_named_tuple(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def _is_enumeration(kind: type) -> bool:
    return issubclass(kind, Enum)


def _is_frozen_record(kind: type) -> bool:
    """True for a dataclass whose values are all it holds, and all that its class is called with."""
    if not (dataclasses.is_dataclass(kind) and kind.__dataclass_params__.frozen and hasattr(kind, "__slots__")):  # type: ignore[attr-defined]
        return False
    return all(field.init and not field.kw_only for field in dataclasses.fields(kind))


# ---------------------------------------------------------------------------------------------------- from bytes
class _Unpickler(pickle.Unpickler):
    """Makes records and nothing else: what stands for a class in the bytes is only ever called, as its maker."""

    def find_class(self, module: str, name: str) -> Maker:
        """The maker of a class. UnpicklingError for a class that is none of ours, or no record."""
        maker = _MAKERS.get((module, name))
        if maker is None:
            maker = _MAKERS[module, name] = _maker_of(module, name)
        return maker


_MAKERS: dict[tuple[str, str], Maker] = {("datetime", name): kind for name, kind in _TIMES.items()}


def _maker_of(module: str, name: str) -> Maker:
    """What makes a record of its values; never the class itself, which pickle's other commands could alter."""
    kind = getattr(sys.modules.get(module), name, None) if module.partition(".")[0] == _PROGRAM else None
    if not isinstance(kind, type) or (kind.__module__, kind.__qualname__) != (module, name):
        raise pickle.UnpicklingError(f"{module}.{name} is not to be had")
    if _is_named_tuple(kind):
        return MethodType(tuple.__new__, kind)
    if _is_enumeration(kind):
        return {member.value: member for member in kind}.__getitem__  # type: ignore[attr-defined]
    if _is_frozen_record(kind):
        return MethodType(type.__call__, kind)
    raise pickle.UnpicklingError(f"{module}.{name} is no record")
