"""Qt is loaded with less, and nothing about it is different for whoever uses it."""

import enum
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

from hipadmin.gui import loading
from hipadmin.gui.loading import quick_create

EVERY_PART = """
import importlib, pkgutil
from shiboken6 import Shiboken

from hipadmin.gui import loading
loading.load_qt()
import hipadmin.gui

for found in pkgutil.walk_packages(hipadmin.gui.__path__, "hipadmin.gui."):
    importlib.import_module(found.name)
known, ahead = set(), [Shiboken.Object]
while ahead:
    for kind in type.__subclasses__(ahead.pop()):
        if kind not in known:
            known.add(kind)
            ahead.append(kind)
print(len(known), loading.ROOM)
"""
PLAIN = getattr(enum.EnumType, "_create_")  # noqa: B009 - not public
SIMPLE = getattr(enum, "_simple_enum")  # noqa: B009
HOUSEKEEPING = (
    *("_boundary_", "_flag_mask_", "_all_bits_", "_singles_mask_", "_member_names_"),
    *("_member_type_", "_use_args_", "__str__", "__format__"),
)
REAL = """
import enum, re, sys

plain, compile_ = enum.EnumType._create_, re.compile
from hipadmin.gui.loading import load_qt

load_qt()
assert re.compile is compile_
assert not any("typing" in str(pattern) for _kind, pattern, *_flags in re._cache)
assert enum.EnumType._create_ is not plain
from PySide6 import QtCore, QtGui, QtWidgets
from tests.gui.test_loading import facts

seen = 0
for module in (QtCore, QtGui, QtWidgets):
    for owner in [getattr(module, name) for name in dir(module)]:
        for made in list(vars(owner).values()) if isinstance(owner, type) else ():
            if isinstance(made, enum.EnumType) and made.__members__:
                kind = made.__mro__[1]
                items = [(n, m._value_) for n, m in made.__members__.items()]
                again = plain(kind, made.__name__, items, boundary=enum.KEEP)
                assert facts(made) == facts(again), made
                seen += 1
assert seen > 300, seen
for wrong in ("QObject().setObjectName(1)", "QtCore.QPoint('a', 2)"):
    try:
        eval(wrong, {"QObject": QtCore.QObject, "QtCore": QtCore})
    except TypeError as error:
        print(error)
"""


def facts(made: Any) -> dict[str, object]:
    """What tells two enumerations apart."""
    told: dict[str, object] = {name: getattr(made, name, None) for name in HOUSEKEEPING}
    told["by value"] = [(value, m.name) for value, m in made._value2member_map_.items()]
    told["members"] = [(n, m.name, m._value_, repr(m)) for n, m in made.__members__.items()]
    told["found"] = [getattr(made, n) is m for n, m in made.__members__.items()]
    told["listed"] = [m.name for m in made]
    return told


def named(create: Callable[..., Any], kind: type, items: list[tuple[str, int]]) -> Any:
    return create(kind, "Mark", items, module="marks", boundary=enum.KEEP, type=None, start=1)


@pytest.mark.parametrize("kind", [enum.Enum, enum.IntEnum, enum.Flag, enum.IntFlag])
@pytest.mark.parametrize(
    "items",
    [
        [],
        [("A", 0), ("B", 1), ("C", 2)],
        [("All", 7), ("A", 4), ("B", 1), ("Same", 4), ("Both", 5), ("None_", 0)],
        [("Mask", 0xFFFFFFFF), ("A", 0x80000000)],
    ],
)
def test_the_short_way_makes_the_same_enumeration(kind: type, items: list[tuple[str, int]]) -> None:
    quick, usual = named(quick_create(PLAIN, SIMPLE), kind, items), named(PLAIN, kind, items)

    assert facts(quick) == facts(usual)
    assert (quick.__module__, quick.__qualname__) == (usual.__module__, usual.__qualname__)
    for made in (quick, usual):
        with pytest.raises(AttributeError):
            made.Absent  # noqa: B018


@pytest.mark.parametrize(
    ("names", "more"),
    [
        ("A B", {"boundary": enum.KEEP}),
        ([("A", 1)], {}),
        ([("A", "x")], {"type": str, "boundary": enum.KEEP}),
    ],
)
def test_what_others_define_goes_the_usual_way(names: Any, more: dict[str, Any]) -> None:
    def not_for_others(*_asked: object, **_more: object) -> Any:
        raise AssertionError

    made = quick_create(PLAIN, not_for_others)(enum.Enum, "Mark", names, module="marks", **more)

    assert made.A.name == "A"
    assert made.__module__ == "marks"


def printed_by(script: str) -> str:
    """Run ``script`` in a process of its own, where nothing is loaded yet."""
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    return done.stdout


def test_qt_is_the_same_for_whoever_uses_it() -> None:
    """Its enumerations have all their members, and a wrong call is told what would be right."""
    told = printed_by(REAL)
    assert "setObjectName(name: str, /)" in told
    assert "(xpos: int, ypos: int, /)" in told


def test_there_is_room_for_every_class_of_the_window() -> None:
    """Or Qt could look for one in PySide's table while a worker makes that grow."""
    classes, room = map(int, printed_by(EVERY_PART).split())
    assert 100 < classes < room


def test_room_is_made_where_all_classes_share_a_table() -> None:
    made: list[type] = []

    class Base:
        def __init_subclass__(cls) -> None:
            made.append(cls)

    loading.make_room_for_classes(Base)
    assert len(made) == (loading.ROOM if sys.version_info < (3, 12) else 0)
