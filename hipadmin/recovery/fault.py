"""A fault of ours in words: what was raised and where, never with the values it happened to.

No local variable is shown. The message of an exception may quote a value, so it is masked: known
secrets (every living `Secret`, and locals with telling names), what looks like a token, and any
run that mixes letters and digits.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType

from hipadmin.domain.redaction import Redactor, mask_values
from hipadmin.domain.token import living_secrets

_DEEPEST = 4
"""Causes of causes that are shown."""
_FRAMES_MOST = 40
_MESSAGE_MOST = 400
_TELLING = re.compile(r"token|secret|passw|credential|api_?key|auth", re.IGNORECASE)
_PACKAGE = Path(__file__).resolve().parent.parent
_QUOTED_FILE = re.compile(r'(?<=File ")([^"]+)(?=")')


def describe(error: BaseException, redact: Redactor) -> str:
    """Type, message and frames of ``error`` and of what caused it, the latest first."""
    return "\n\n".join(_one(shown, redact, first=not n) for n, shown in enumerate(_chain(error)))


def fingerprint(error: BaseException) -> str:
    """The same text for the same fault: its type and where it passed."""
    places = [f"{f.f_code.co_filename}:{line}" for f, line in _frames(error.__traceback__)]
    return "\n".join([type(error).__name__, *places])


def place(error: BaseException) -> str:
    """Type and last frame, for when there is no time for more."""
    frames = list(_frames(error.__traceback__))
    where = f" at {short_path(frames[-1][0].f_code.co_filename)}:{frames[-1][1]}" if frames else ""
    return f"{_name(error)}{where}"


def secrets_near(error: BaseException | None) -> frozenset[str]:
    """Every secret the report must not hold: living ones, and what telling locals hold."""
    found = {secret.reveal() for secret in living_secrets()}
    for shown in _chain(error) if error else ():
        for frame, _line in _frames(shown.__traceback__):
            found |= {text for name, text in _texts(frame) if _TELLING.search(name)}
    return frozenset(text for text in found if text)


def _texts(frame: FrameType) -> Iterator[tuple[str, str]]:
    for name, value in frame.f_locals.items():
        if isinstance(value, str):
            yield name, value


def _chain(error: BaseException) -> Iterator[BaseException]:
    shown: BaseException | None = error
    for _depth in range(_DEEPEST):
        if shown is None:
            return
        yield shown
        hidden = shown.__suppress_context__
        shown = shown.__cause__ or (None if hidden else shown.__context__)


def _one(error: BaseException, redact: Redactor, *, first: bool) -> str:
    head = f"{_name(error)}: {message(error, redact)}".rstrip(": ")
    frames = [
        f"  {short_path(frame.f_code.co_filename)}:{line} in {frame.f_code.co_name}"
        for frame, line in _frames(error.__traceback__)
    ]
    left_out = len(frames) - _FRAMES_MOST
    if left_out > 0:
        half = _FRAMES_MOST // 2
        frames[half:-half] = [f"  … {left_out} more …"]
    return "\n".join([head if first else f"Caused by {head}", *frames])


def _name(error: BaseException) -> str:
    kind = type(error)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def message(error: BaseException, redact: Redactor) -> str:
    """What an exception says, masked and at most 400 characters."""
    try:
        said = str(error)
    except Exception:
        return "(its message cannot be shown)"
    masked = mask_values(redact(said))
    return masked if len(masked) <= _MESSAGE_MOST else masked[: _MESSAGE_MOST - 1] + "…"


def _frames(trace: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    while trace is not None:
        yield trace.tb_frame, trace.tb_lineno
        trace = trace.tb_next


def short_path(name: str) -> str:
    """A file of ours or of a library without the folders that say who works where."""
    path = Path(name)
    if path.is_absolute():
        for root in (_PACKAGE.parent, *map(Path, sys.path)):
            if root.is_absolute() and path.is_relative_to(root):
                return path.relative_to(root).as_posix()
        return path.name
    return name


def short_paths(text: str) -> str:
    """The same for each ``File "…"`` that Python itself wrote."""
    return _QUOTED_FILE.sub(lambda found: short_path(found[0]), text)
