"""Every page, dialog, window, bar and menu is good to keyboard and screen reader."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

import hipadmin.gui
from hipadmin.assets import resource
from hipadmin.gui.help import TOPICS
from tests.gallery.faults import EVERYWHERE
from tests.gallery.language import texts_of
from tests.gallery.names import plain, visible_in
from tests.gallery.scene import Scene
from tests.gallery.show import SCENES, show
from tests.gallery.strays import Strays
from tests.gallery.variations import Variation

pytestmark = pytest.mark.slow  # every scene is played: half a minute
BOLD = re.compile(r"\*\*([^*]+)\*\*")
ROOMS = ("pages", "dialogs", "windows")
"""Where the package keeps what can be looked at."""


@dataclass
class Played:
    """What came of playing every scene: what is wrong in it, and which classes could be seen."""

    faults: dict[str, list[str]] = field(default_factory=dict)
    strays: list[str] = field(default_factory=list)
    seen: set[type] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def played(qapp: QApplication) -> Played:
    """Every scene, played once."""
    found = Played()

    def look_at(scene: Scene, window: QWidget) -> None:
        for widget in [window, *visible_in(window)]:
            found.seen.add(type(widget))
            found.words.update(plain(text) for text in texts_of(widget))
        found.faults[scene.name] = [fault for check in EVERYWHERE for fault in check(window)]

    strays = Strays(qapp)
    show(qapp, Variation("light"), look_at, painted=False)
    found.strays = strays.found
    strays.stop()
    return found


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_it_is_named_lettered_in_order_and_whole(played: Played, scene: Scene) -> None:
    assert played.faults[scene.name] == []


@pytest.mark.parametrize("topic", TOPICS)
def test_help_speaks_the_words_of_the_window(played: Played, topic: str) -> None:
    text = resource("help", "en", f"{topic}.md").read_text(encoding="utf-8")

    assert [word for word in BOLD.findall(text) if word not in played.words] == []


def test_nothing_flashes_as_a_window_of_its_own(played: Played) -> None:
    assert played.strays == []


def test_every_page_dialog_and_window_has_its_scene(played: Played) -> None:
    kinds = list(looked_at())
    concrete = [kind for kind in kinds if not any(k.__base__ is kind for k in kinds)]

    assert [kind.__name__ for kind in concrete if kind not in played.seen] == []


def looked_at() -> Iterator[type[QWidget]]:
    """Every widget class of the package that a person can meet by itself."""
    for module in pkgutil.walk_packages(hipadmin.gui.__path__, "hipadmin.gui."):
        room = module.name.split(".")[2]
        members = vars(importlib.import_module(module.name)).values()
        for kind in members:
            here = inspect.isclass(kind) and kind.__module__ == module.name
            if here and issubclass(kind, QWidget):
                public = not kind.__name__.startswith("_")
                of_qt = issubclass(kind, QFileDialog)  # its inside is Qt's, or the desktop's
                if public and not of_qt and (room in ROOMS or issubclass(kind, QDialog)):
                    yield kind
