"""Faults that can be switched on: what a server, or what stands before it, does on a bad day."""

import math
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault that exists: what it does, and the value it has unless another is given.

    ``low`` and ``high`` bound a number (seconds); ``options`` are the texts a text may be.
    """

    about: str
    default: Value = None
    low: float = 0.0
    high: float = 0.0
    options: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = {
    "slow": Kind("answers come after so many seconds", 3.0, 0.0, 60.0),
    "hang": Kind("nothing comes for so many seconds, then the connection ends", 60.0, 0.0, 600.0),
    "500": Kind("every answer is 500 with an error body"),
    "503": Kind("every answer is 503 with a page of the front end"),
    "cut-off": Kind("the request is carried out, and the answer ends half-way"),
    "wrong-json": Kind("the request is carried out, and the answer is not JSON"),
    "html": Kind("every answer is 200 with an HTML page, as a captive portal gives it"),
    "redirect": Kind("every answer is 302 to this address", "/sign_in"),
    "reset": Kind("the connection is reset"),
    "self-signed": Kind("http leads to https, with a certificate that is signed by itself"),
    "clock-skew": Kind("the server's clock is off by so many seconds", 3600.0, -1e9, 1e9),
    "reset-header": Kind(
        "rate headers give the reset in another form",
        "duration",
        options=("float", "duration"),
    ),
}
"""Every fault by name. Only cut-off and wrong-json carry a request out before they spoil it."""


class UnknownFault(ValueError):
    """There is no such fault, or it takes no such value; the text says so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that is on; ``times`` counts the answers it still spoils, ``None`` is for ever."""

    value: Value
    times: int | None = None


def fault_value(name: str, given: object = None) -> Value:
    """Give the value of a fault, its own where none is given; raises ``UnknownFault``."""
    kind = KINDS.get(name)
    if kind is None:
        raise UnknownFault(f"there is no fault {name!r}; there are {', '.join(KINDS)}")
    if given is None or given is True or given == "":
        return kind.default
    if isinstance(kind.default, float):
        return _number(name, kind, given)
    fits = isinstance(given, str) and given.isprintable() and given.isascii()
    if kind.default is None or not fits or (kind.options and given not in kind.options):
        raise UnknownFault(f"the fault {name!r} does not take {given!r}")
    return str(given)


def read_fault(text: str) -> tuple[str, Value]:
    """Read ``NAME`` or ``NAME=VALUE`` as the command line has it; raises ``UnknownFault``."""
    name, _, given = text.partition("=")
    return name, fault_value(name, given)


def _number(name: str, kind: Kind, given: object) -> float:
    try:
        number = float(given) if isinstance(given, str | int | float) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if not kind.low <= number <= kind.high:
        raise UnknownFault(
            f"the fault {name!r} takes a number from {kind.low:g} to {kind.high:g}, not {given!r}"
        )
    return number


class Faults:
    """The faults that are on; every method may be called from any thread."""

    def __init__(self, on: Mapping[str, Value] | None = None) -> None:
        self._changed = threading.Condition()
        self._on = {name: Fault(value) for name, value in (on or {}).items()}
        self._closed = False

    def on(self) -> Mapping[str, Fault]:
        """List what is on."""
        with self._changed:
            return dict(self._on)

    def replace(self, on: Mapping[str, Fault]) -> None:
        """Switch on exactly these; whoever hangs goes on."""
        with self._changed:
            self._on = dict(on)
            self._changed.notify_all()

    def switch(self, name: str, fault: Fault | None) -> None:
        """Switch one fault on, or off with ``None``."""
        with self._changed:
            self._on = {key: value for key, value in self._on.items() if key != name}
            if fault is not None:
                self._on[name] = fault
            self._changed.notify_all()

    def value(self, name: str) -> Value:
        """Give the value of a fault without using it up; ``None`` when it is off."""
        with self._changed:
            fault = self._on.get(name)
            return fault.value if fault else None

    def use(self, *names: str) -> tuple[str, Value] | None:
        """Give the first of ``names`` that is on, and count that."""
        with self._changed:
            name = next((name for name in names if name in self._on), None)
            if name is None:
                return None
            fault = self._on[name]
            if fault.times is not None:
                self._on[name] = replace(fault, times=fault.times - 1)
                if fault.times <= 1:
                    del self._on[name]
            return name, fault.value

    def wait(self, name: str, seconds: float, *, counted: bool) -> None:
        """Wait so long, or until the fault is switched off (a ``counted`` one is off already)."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or not (counted or name in self._on), seconds
            )

    def close(self) -> None:
        """Let everybody go who waits."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def clock(self, clock: Callable[[], float]) -> Callable[[], float]:
        """Give ``clock`` as the fault ``clock-skew`` shows it."""

        def skewed() -> float:
            skew = self.value("clock-skew")
            return clock() + (skew if isinstance(skew, float) else 0.0)

        return skewed
