"""Where the focus goes when what had it can be used no longer."""

import contextlib
from collections.abc import Callable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


@contextlib.contextmanager
def returning(to: Callable[[], QWidget], *buttons: QWidget) -> Iterator[None]:
    """Give the focus to ``to()`` if one of ``buttons`` has it now and loses it inside ``with``.

    Qt would hand it to whatever follows: who goes through a list by keyboard and does the same to
    each row would have to come back by hand every time.
    """
    held = next((button for button in buttons if _has_it(button)), None)
    yield
    if held is not None and not _has_it(held):
        to().setFocus(Qt.FocusReason.OtherFocusReason)


def _has_it(button: QWidget) -> bool:
    return button.window().focusWidget() is button  # its window may be behind another by now
