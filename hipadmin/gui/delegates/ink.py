"""Colours by token, aware of the yellow selection of high contrast."""

from PySide6.QtGui import QColor

from hipadmin.gui.theme import Look


class Ink:
    """Answers tokens with colours; on the yellow of high contrast everything is black."""

    def __init__(self, look: Look, *, on_yellow: bool = False) -> None:
        self._look = look
        self._on_yellow = on_yellow

    @property
    def on_yellow(self) -> bool:
        """Whether the ground is the selection of high contrast."""
        return self._on_yellow

    def __call__(self, token: str) -> QColor:
        """Give the colour for ``token`` on this ground."""
        if not self._on_yellow:
            return self._look.color(token)
        ground = token in ("base", "on_accent") or token.endswith("_bg")
        return self._look.color("selected" if ground else "on_selected")
