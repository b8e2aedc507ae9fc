"""Colour tokens: one file per theme, read by name and by nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtGui import QColor

from hipadmin.assets import read_text

THEME_NAMES = ("light", "dark", "high-contrast")
"""The themes that are shipped, in the order in which a person may choose them."""


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """The colours of one theme, by token."""

    name: str
    dark: bool
    high_contrast: bool
    colors: Mapping[str, str]

    def color(self, token: str) -> QColor:
        """Give the colour of ``token``.

        Raises:
            KeyError: there is no such token.
        """
        return QColor(self.colors[token])


def load_theme(name: str) -> Theme:
    """Read the token file of ``name``, one of `THEME_NAMES`."""
    data = json.loads(read_text("themes", f"{name}.json"))
    return Theme(data["name"], data["dark"], data["high_contrast"], data["colors"])
