"""What the window remembers of itself; it may be lost, so nothing here is trusted."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from hipadmin.gui.theme import ThemeChoice

THEMES: tuple[ThemeChoice, ...] = ("system", "light", "dark", "high-contrast")
_CHOSEN = ("look", "relay", "notify")
"""Groups of keys that hold choices of a person; all others say how the window was left."""


class Settings:
    """Geometry, header states and choices, in an INI file of the profile.

    ``safe``: nothing of it is read; what is written from now on takes its place. ``reset``: the
    same for sizes, columns, filters and the place; what a person chose in Preferences stays.
    """

    def __init__(self, path: Path, *, safe: bool = False, reset: bool = False) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)
        if safe:
            self._settings.clear()
        elif reset:
            self._forget_shape()

    def _forget_shape(self) -> None:
        for key in self._settings.allKeys():
            if key.partition("/")[0] not in _CHOSEN:
                self._settings.remove(key)

    def state(self, key: str) -> QByteArray | None:
        """A saved geometry or header state, None if there is none of use."""
        value = self._settings.value(key)
        return value if isinstance(value, QByteArray) and not value.isEmpty() else None

    def set_state(self, key: str, value: QByteArray) -> None:
        """Save a geometry or header state."""
        self._settings.setValue(key, value)

    def text(self, key: str, default: str = "") -> str:
        """A saved text."""
        value = self._settings.value(key, default)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        """Save a text."""
        self._settings.setValue(key, value)

    @property
    def theme(self) -> ThemeChoice:
        """The chosen colours; the desktop's unless chosen otherwise."""
        value = self.text("look/theme", "system")
        return value if value in THEMES else "system"

    @theme.setter
    def theme(self, choice: ThemeChoice) -> None:
        self.set_text("look/theme", choice)

    def flush(self) -> None:
        """Write now; called when the window closes, and touches the disk."""
        self._settings.sync()
