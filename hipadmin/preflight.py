"""Looks whether a window can open here, before Qt would end the process without a clear word."""

import ctypes
import importlib.util
import re
import sys
from collections.abc import Mapping
from pathlib import Path

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0",
}
"""Debian's package for each library Qt asks for."""
ALL_PACKAGES = (
    "libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 "
    "libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libdbus-1-3 libfontconfig1"
)
TOUR = "Without a display, `hipadmin tour --out DIR` does the main job and keeps pictures of it."


def trouble(environment: Mapping[str, str], *, needs_display: bool) -> str:
    """Say what is missing for a window, and what to do; an empty text if nothing is.

    ``needs_display`` False is for runs that draw into memory.
    """
    if not sys.platform.startswith("linux"):
        return ""
    missing = _missing_library("QtGui", "abi3.so")
    if missing:
        return missing
    platform = environment.get("QT_QPA_PLATFORM", "")
    if not needs_display or platform not in ("", "xcb") or environment.get("WAYLAND_DISPLAY"):
        return ""
    display = environment.get("DISPLAY")
    if not display:
        return f"There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.\n{TOUR}"
    missing = _missing_library("Qt/plugins/platforms/libqxcb", "so")
    if missing:
        return missing
    return "" if _answers() else f"The display “{display}” does not answer.\n{TOUR}"


def _missing_library(name: str, ending: str) -> str:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or spec.origin is None:
        return "PySide6 is not installed: install hipadmin with pip."
    file = Path(spec.origin).parent / f"{name}.{ending}"
    if not file.exists():
        return ""
    try:
        ctypes.CDLL(str(file))
    except OSError as error:
        return library_text(str(error))
    return ""


def library_text(reason: str) -> str:
    """The sentence for a loader's message like ``libEGL.so.1: cannot open shared object file``."""
    found = re.match(r"(lib[\w.+-]+\.so[\d.]*): cannot open shared object", reason)
    if not found:
        return f"Qt cannot be loaded: {reason}"
    library = found.group(1)
    package = PACKAGES.get(library)
    which = f" (Debian package {package})" if package else ""
    return (
        f"The system library {library} is missing{which}.\n"
        f"On Debian and Ubuntu this installs all a window needs:\n"
        f"  apt-get install {ALL_PACKAGES}"
    )


def _answers() -> bool:
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # Qt will tell; we cannot
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        return not xcb.xcb_connection_has_error(connection)
    finally:
        xcb.xcb_disconnect(connection)
