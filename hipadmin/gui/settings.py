"""What the window remembers of itself; it may be lost, so nothing here is trusted."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from hipadmin.gui.theme import ThemeChoice

THEMES: tuple[ThemeChoice, ...] = ("system", "light", "dark", "high-contrast")


class Settings:
    """Geometry, header states and choices, in an INI file of the profile.

    ``safe``: nothing of it is read; what is written from now on takes its place.
    """

    def __init__(self, path: Path, *, safe: bool = False) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)
        if safe:
            self._settings.clear()

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
