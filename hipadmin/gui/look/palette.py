"""A theme's tokens as a Qt palette, and a system palette as a theme's tokens."""

from PySide6.QtGui import QColor, QPalette

from hipadmin.gui.look.tokens import Theme

_Role = QPalette.ColorRole

ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (_Role.Window, "window"),
    (_Role.WindowText, "text"),
    (_Role.Base, "base"),
    (_Role.Text, "text"),
    (_Role.AlternateBase, "sunken"),
    (_Role.Button, "raised"),
    (_Role.ButtonText, "text"),
    (_Role.ToolTipBase, "raised"),
    (_Role.ToolTipText, "text"),
    (_Role.Light, "hover"),
    (_Role.Shadow, "pressed"),
    (_Role.Midlight, "line"),
    (_Role.Mid, "control"),
    (_Role.Dark, "text2"),
    (_Role.PlaceholderText, "hint"),
    (_Role.Highlight, "selected"),
    (_Role.HighlightedText, "on_selected"),
    (_Role.Accent, "accent"),
    (_Role.Link, "link"),
    (_Role.LinkVisited, "violet"),
    (_Role.BrightText, "danger"),
)
"""Which token each palette role carries."""

_TEXT_ROLES = (_Role.WindowText, _Role.Text, _Role.ButtonText, _Role.HighlightedText)

_SYSTEM: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (_Role.Window, "window raised neutral_bg ok_bg warn_bg danger_bg violet_bg info_bg"),
    (_Role.Base, "base sunken"),
    (_Role.Button, "hover pressed selected_off"),
    (_Role.Highlight, "selected accent accent_hover danger_fill"),
    (_Role.HighlightedText, "on_selected on_accent"),
    (_Role.WindowText, "text text2 line row control focus ok warn danger violet"),
    (_Role.PlaceholderText, "hint"),
    (_Role.Link, "link"),
)


def palette_of(theme: Theme) -> QPalette:
    """Build the application palette that carries ``theme``."""
    palette = QPalette()
    for role, token in ROLES:
        palette.setColor(role, theme.color(token))
    for role in _TEXT_ROLES:
        palette.setColor(QPalette.ColorGroup.Disabled, role, theme.color("disabled"))
    # an inactive window looks as an active one: a difference in any role makes Qt paint every
    # widget anew whenever a dialog opens or closes
    return palette


def writing(color: QColor, disabled: QColor) -> QPalette:
    """Build a palette that says nothing but in what colour words are written."""
    palette = QPalette()
    for role in (_Role.WindowText, _Role.Text):
        palette.setColor(role, color)
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette


def theme_of(palette: QPalette) -> Theme:
    """Read the tokens out of the system's own high-contrast palette."""
    colors = {
        token: palette.color(role).name() for role, tokens in _SYSTEM for token in tokens.split()
    }
    colors["disabled"] = palette.color(QPalette.ColorGroup.Disabled, _Role.WindowText).name()
    for name in ("yellow", "green", "red", "purple", "gray"):
        colors[f"message_{name}"] = colors["base"]
        colors[f"message_{name}_bar"] = colors["text"]
    dark = QColor(colors["base"]).lightnessF() < QColor(colors["text"]).lightnessF()
    return Theme("high-contrast", dark, True, colors)
