"""The ways in which every scene is looked at. Each needs a process of its own."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.noon import zone

if TYPE_CHECKING:
    from hipadmin.gui.theme import ThemeChoice

WIDE, SMALL = (1200, 760), (1024, 640)


@dataclass(frozen=True, slots=True)
class Variation:
    """One way to look. ``size`` is that of window and screen in logical px."""

    name: str
    theme: "ThemeChoice" = "light"
    scale: float = 1.0
    font: float = 1.0
    size: tuple[int, int] = WIDE
    long: bool = False
    mirrored: bool = False

    def screen(self) -> dict[str, object]:
        """The screen, as Qt's offscreen platform reads it."""
        width, height = (round(side * self.scale) for side in self.screen_size)
        return {
            "windowFrameMargins": False,
            "screens": [
                {
                    "name": self.name,
                    "x": 0,
                    "y": 0,
                    "width": width,
                    "height": height,
                    "logicalDpi": 96,
                    "logicalBaseDpi": 96,
                    "dpr": 1,
                }
            ],
        }

    @property
    def screen_size(self) -> tuple[int, int]:
        """Logical size of the screen: a roomy one, unless the window is to fill it."""
        return (1600, 1000) if self.size == WIDE else self.size

    def environment(self, folder: Path) -> dict[str, str]:
        """What a process needs to be told before Qt starts."""
        file = folder / "screen.json"
        file.write_text(json.dumps(self.screen()), encoding="utf-8")
        return {
            "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
            "QT_SCALE_FACTOR": str(self.scale),
            "TZ": zone(),
        }


VARIATIONS = (
    Variation("light"),
    Variation("dark", theme="dark"),
    Variation("high-contrast", theme="high-contrast"),
    Variation("1024x640", size=SMALL),
    Variation("scale-1.25", scale=1.25),
    Variation("scale-1.5", scale=1.5),
    Variation("scale-2-640x400", scale=2.0, size=(640, 400)),
    Variation("scale-3", scale=3.0, size=(1280, 720)),
    Variation("font-1.5", font=1.5),
    Variation("font-1.5-1024x640", font=1.5, size=SMALL),
    Variation("long", long=True),
    Variation("long-1024x640", long=True, size=SMALL),
    Variation("mirrored", mirrored=True),
    Variation("mirrored-dark-1024x640", theme="dark", mirrored=True, size=SMALL),
)
