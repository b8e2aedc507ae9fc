"""What assistive technology is told, as Qt would pass it on.

Qt lets one function listen to every accessibility event, but does not offer it to Python; it is
called by its name in the library.
"""

import contextlib
import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import PySide6
import pytest
import shiboken6
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

_LIBRARY = Path(PySide6.__file__).parent / "Qt" / "lib" / "libQt6Gui.so.6"
_INSTALL = "_ZN11QAccessible20installUpdateHandlerEPFvP16QAccessibleEventE"


@dataclass(frozen=True, slots=True)
class Said:
    """One announcement."""

    text: str
    urgent: bool


@contextlib.contextmanager
def listening() -> Iterator[list[Said]]:
    """Collect what is announced meanwhile."""
    if not _LIBRARY.exists():
        pytest.skip("only known where Qt's library lies on Linux")
    install = getattr(ctypes.CDLL(str(_LIBRARY)), _INSTALL)
    install.argtypes, install.restype = [ctypes.c_void_p], ctypes.c_void_p
    heard: list[Said] = []

    def listen(event: int) -> None:
        seen = shiboken6.wrapInstance(event, QAccessibleEvent)
        if seen.type() == QAccessible.Event.Announcement:
            said = shiboken6.wrapInstance(event, QAccessibleAnnouncementEvent)
            urgent = said.politeness() == QAccessible.AnnouncementPoliteness.Assertive
            heard.append(Said(said.message(), urgent))

    function = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(listen)
    before = install(ctypes.cast(function, ctypes.c_void_p))
    try:
        yield heard
    finally:
        install(before)
