"""Plays scenes in one variation and hands each window to whoever wants to look."""

import contextlib
import gc
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QWidget

from tests.gallery.filling import fill
from tests.gallery.pseudo import Mirrored, Pseudo, lengthened, mirrored
from tests.gallery.scene import House, Scene
from tests.gallery.scenes_clashes import CLASHES
from tests.gallery.scenes_dialogs import DIALOGS
from tests.gallery.scenes_notifications import NOTIFICATIONS
from tests.gallery.scenes_pages import PAGES
from tests.gallery.scenes_rooms import ROOMS
from tests.gallery.scenes_tokens import TOKENS
from tests.gallery.stage import Stage, stage
from tests.gallery.variations import Variation

SCENES: tuple[Scene, ...] = (*PAGES, *DIALOGS, *NOTIFICATIONS, *ROOMS, *TOKENS, *CLASHES)


@contextlib.contextmanager
def language(app: QApplication, variation: Variation) -> Iterator[Callable[[str], str]]:
    """Speak the variation's language in its direction; gives how it says a text."""
    translator, say = _translator(variation)
    app.installTranslator(translator)
    if variation.mirrored:
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        yield say
    finally:
        app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        app.removeTranslator(translator)


def _translator(variation: Variation) -> tuple[QTranslator, Callable[[str], str]]:
    if variation.long:
        return Pseudo(), lengthened
    return (Mirrored(), mirrored) if variation.mirrored else (QTranslator(), str)


@contextlib.contextmanager
def opened(
    app: QApplication, house: House, variation: Variation, *, painted: bool = True
) -> Iterator[Stage]:
    """Open the stage of a house."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        say = stack.enter_context(language(app, variation))
        yield stack.enter_context(
            stage(
                app,
                Path(folder),
                theme=variation.theme,
                font=variation.font,
                size=variation.size,
                fill=fill if house in (House.FILLED, House.SANDBOX) else None,
                in_sandbox=house in (House.SANDBOX, House.REHEARSAL),
                is_open=house is not House.CLOSED,
                painted=painted,
                say=say,
            )
        )


def show(
    app: QApplication,
    variation: Variation,
    look_at: Callable[[Scene, QWidget], None],
    scenes: Iterable[Scene] = SCENES,
    *,
    painted: bool = True,
) -> None:
    """Play ``scenes``, house by house, and show ``look_at`` each window.

    Assistive technology listens, so that what it is told stays true. Garbage is collected between
    houses only, as the window itself does it between events.
    """
    gc.disable()
    QAccessible.setActive(True)
    wanted = tuple(scenes)
    for house in House:
        here = [scene for scene in wanted if scene.house is house]
        if not here:
            continue
        with opened(app, house, variation, painted=painted) as found:
            for scene in here:
                look_at(scene, scene.play(found))
                found.tidy()
        gc.collect()
    QAccessible.setActive(False)
