"""Loads Qt without what its binding prepares for hands that type.

PySide makes ready, each time it is loaded, what an interactive session asks for: the words about
wrong calls, and members of enumerations that nobody names. A third of a start went into that.
Nothing here imports Qt before `load_qt`.
"""

import builtins
import contextlib
import enum
import gc
import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

_SUPPORT = "shibokensupport"
"""The package of PySide that reads signatures, to tell what a wrong call should have been."""
ROOM = 1200
"""Classes of PySide and of ours that derive from them: more than all parts of the window define."""
_CREATE, _SIMPLE = "_create_", "_simple_enum"
_OF_EVERY_MEMBER = frozenset({"name", "value"})


def load_qt() -> None:
    """Load Qt and take its import hook out again.

    The hook reads the source of every module imported from then on, to see whether it asks for
    PySide's ``__feature__``. None of ours does: 15 ms and 4 MB of a start.
    """
    plain = builtins.__import__
    quicken_enums()
    with _patterns_when_used():
        importlib.import_module("PySide6.QtWidgets")
    builtins.__import__ = plain
    make_room_for_classes(importlib.import_module("shiboken6").Shiboken.Object)


def make_room_for_classes(base: type) -> None:
    """Let PySide's table of the classes below ``base`` grow now to what it will hold.

    Below Python 3.12 it is one table, and Qt looks things up in it on the window's thread without
    a lock. Where it grew meanwhile because a worker loads a part of the window, the window's own
    classes could not be found, and the program ended with a fault. It never shrinks again.
    """
    if sys.version_info >= (3, 12):
        return
    room = [type("Room", (base,), {}) for _ in range(ROOM)]
    del room
    gc.collect(0)


@contextlib.contextmanager
def _patterns_when_used() -> Iterator[None]:
    """Let PySide's reader of signatures compile its patterns when it reads one.

    They are large, and only a wrong call needs them: a fifth of the time Qt takes to load.
    """
    plain = re.compile

    def compile_(pattern: Any, flags: Any = 0) -> Any:
        asks = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001 - documented
        if asks.partition(".")[0] == _SUPPORT:
            return _LaterPattern(lambda: plain(pattern, flags))
        return plain(pattern, flags)

    setattr(re, "compile", compile_)  # noqa: B010 - mypy would have it assigned to never
    try:
        yield
    finally:
        setattr(re, "compile", plain)  # noqa: B010


class _LaterPattern:
    """A pattern whose methods compile it, each with its first call."""

    def __init__(self, compile_: Callable[[], Any]) -> None:
        self._compile = compile_

    def __getattr__(self, name: str) -> "_LaterCall":
        if name.startswith("__"):  # a class body looks whether what it holds is special
            raise AttributeError(name)
        return _LaterCall(self._compile, name)


class _LaterCall:
    """A method of a `_LaterPattern`; no function, which a class would take for its own."""

    def __init__(self, compile_: Callable[[], Any], name: str) -> None:
        self._compile = compile_
        self._name = name
        self._method: Any = None

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if self._method is None:
            self._method = getattr(self._compile(), self._name)
        return self._method(*arguments, **named)


def quicken_enums() -> None:
    """Let PySide define its enumerations in the short way of the standard library.

    With each class of Qt that is first used come its enumerations: 300 of them with 5,000 members
    until the first list. The usual way looks in each for mistakes a generator does not make, and
    takes twice as long. Where the library has no short way, it stays as it is.
    """
    simple, plain = getattr(enum, _SIMPLE, None), getattr(enum.EnumType, _CREATE, None)
    if simple is not None and plain is not None:
        setattr(enum.EnumType, _CREATE, quick_create(plain, simple))


def quick_create(plain: Callable[..., Any], simple: Callable[..., Any]) -> Callable[..., Any]:
    """What defines an enumeration as ``plain`` does, and with ``simple`` if PySide asks.

    PySide gives its names with values and a boundary; the program's own enumerations never do.
    """

    def create(
        kind: Any,
        name: str,
        names: Any,
        *,
        module: str | None = None,
        boundary: enum.FlagBoundary | None = None,
        **more: Any,
    ) -> Any:
        if module is None:
            module = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001 - as the library
        if boundary is not enum.KEEP or more.get("type") is not None or isinstance(names, str):
            return plain(kind, name, names, module=module, boundary=boundary, **more)
        return _simple(simple(kind, boundary=boundary), name, names, module)

    return create


def _simple(
    convert: Callable[[type], Any],
    name: str,
    names: Iterable[tuple[str, int]],
    module: str | None,
) -> Any:
    made = convert(type(name, (), {**dict(names), "__module__": module}))
    for key, member in made.__members__.items():
        if key not in _OF_EVERY_MEMBER:  # a member is found sooner than what would look for it
            type.__setattr__(made, key, member)
    return made
