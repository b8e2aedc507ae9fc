import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from hipadmin.assets import read_text
from hipadmin.gui.look.palette import ROLES, palette_of, theme_of
from hipadmin.gui.look.stylesheet import fill, stylesheet
from hipadmin.gui.theme import THEME_NAMES, FontRole, Look, Theme, load_theme

PLAIN = ("window", "base", "sunken", "raised", "hover", "selected")
TONED = ("ok_bg", "warn_bg", "danger_bg", "violet_bg", "neutral_bg", "info_bg")
STANDS_ON = {
    "text": (*PLAIN, *TONED),
    "text2": (*PLAIN, *TONED),
    "hint": ("base", "sunken", "raised"),
    "disabled": ("window", "base", "sunken", "raised"),
    "control": PLAIN,
    "accent": PLAIN,
    "link": (*PLAIN, "info_bg", "violet_bg", "danger_bg"),
    "focus": PLAIN,
    "ok": (*PLAIN, "ok_bg"),
    "warn": (*PLAIN, "warn_bg"),
    "danger": (*PLAIN, "danger_bg"),
    "violet": (*PLAIN, "violet_bg"),
}
PROMISED = {
    "text": (14.3, 11.1, 14.2),
    "text2": (5.6, 6.1, 14.2),
    "hint": (4.9, 5.1, 13.6),
    "disabled": (3.1, 3.6, 8.8),
    "control": (3.3, 3.4, 14.2),
    "accent": (5.2, 3.1, 10.9),
    "link": (5.7, 6.4, 8.6),
    "focus": (5.2, 6.7, 9.2),
    "ok": (5.0, 7.1, 11.1),
    "warn": (5.5, 7.3, 9.2),
    "danger": (5.6, 6.7, 7.1),
    "violet": (5.8, 6.6, 8.8),
}
"""The lowest contrast of each token in light, dark and high contrast."""

GRAPHIC = ("disabled", "control", "accent", "focus")
MESSAGES = ("yellow", "green", "red", "purple", "gray")


def luminance(color: QColor) -> float:
    parts = [color.redF(), color.greenF(), color.blueF()]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(theme: Theme, one: str, other: str) -> float:
    light, dark = sorted((luminance(theme.color(one)), luminance(theme.color(other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least(token: str) -> float:
    """What the eye needs: less for a shape than for a word."""
    return 3.0 if token in GRAPHIC else 4.5


def surfaces(theme: Theme, token: str) -> tuple[str, ...]:
    """Where the token stands; on the yellow of high contrast everything is painted black."""
    found = STANDS_ON[token]
    return tuple(s for s in found if not (theme.high_contrast and s == "selected"))


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("token", sorted(STANDS_ON))
def test_contrast_keeps_the_promised_figure(name: str, token: str) -> None:
    theme = load_theme(name)

    lowest = min(contrast(theme, token, surface) for surface in surfaces(theme, token))

    assert lowest >= PROMISED[token][THEME_NAMES.index(name)] - 0.05
    assert lowest >= least(token)


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("token", sorted(set(STANDS_ON) - {"hint", "disabled"}))
def test_everything_stays_readable_on_a_selection_without_focus(name: str, token: str) -> None:
    assert contrast(load_theme(name), token, "selected_off") >= least(token)


@pytest.mark.parametrize("name", THEME_NAMES)
def test_a_selection_without_focus_is_seen(name: str) -> None:
    theme = load_theme(name)

    assert contrast(theme, "selected_off", "base") >= 1.15
    assert theme.colors["selected_off"] not in (theme.colors["hover"], theme.colors["selected"])


@pytest.mark.parametrize(
    ("name", "accent", "danger"),
    [("light", 6.0, 6.5), ("dark", 4.6, 5.4), ("high-contrast", 16.1, 10.6)],
)
def test_words_on_filled_buttons_keep_the_promised_figure(
    name: str, accent: float, danger: float
) -> None:
    theme = load_theme(name)

    assert contrast(theme, "on_accent", "accent") == pytest.approx(accent, abs=0.05)
    assert contrast(theme, "on_accent", "danger_fill") == pytest.approx(danger, abs=0.05)
    assert contrast(theme, "on_accent", "accent_hover") >= 4.5


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("color", MESSAGES)
def test_room_messages_are_readable(name: str, color: str) -> None:
    theme, fill_token = load_theme(name), f"message_{color}"
    promised = 6.35 if theme.dark else 5.55

    assert all(contrast(theme, t, fill_token) >= promised for t in ("text", "text2", "link"))
    assert contrast(theme, f"{fill_token}_bar", fill_token) >= 3.25


def test_black_stands_on_the_selection_of_high_contrast() -> None:
    theme = load_theme("high-contrast")

    assert contrast(theme, "on_selected", "selected") >= 14


def test_every_theme_has_the_same_tokens() -> None:
    tokens = [set(load_theme(name).colors) for name in THEME_NAMES]

    assert tokens[0] == tokens[1] == tokens[2]


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(KeyError):
        load_theme("light").color("no such token")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_palette_carries_each_role(name: str) -> None:
    theme = load_theme(name)
    palette = palette_of(theme)

    for role, token in ROLES:
        assert palette.color(role) == theme.color(token), role
    disabled = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled == theme.color("disabled")


@pytest.mark.parametrize("name", THEME_NAMES)
def test_the_sheet_is_filled_completely_and_names_only_token_colours(name: str) -> None:
    theme = load_theme(name)

    sheet = stylesheet(read_text("themes", "style.qss"), theme, lambda size: round(size))

    assert "@" not in sheet
    assert not re.search(r"\$\w", sheet.split("*/", 1)[1])
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= set(theme.colors.values())


def test_the_template_holds_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9A-Fa-f]{3,8}\b", read_text("themes", "style.qss"))


def test_fill_refuses_an_unknown_name() -> None:
    with pytest.raises(KeyError):
        fill("color: $nothing;", {}, lambda size: size)


def test_fill_turns_sizes_into_pixels() -> None:
    assert fill("a: $b; c: @12;", {"b": "red"}, lambda size: size * 2) == "a: red; c: 24px;"


def test_a_system_palette_becomes_a_complete_theme() -> None:
    palette = QPalette(Qt.GlobalColor.yellow, Qt.GlobalColor.black)

    theme = theme_of(palette)

    assert set(theme.colors) == set(load_theme("light").colors)
    assert theme.high_contrast
    assert theme.color("window") == palette.color(QPalette.ColorRole.Window)


@pytest.mark.parametrize("name", THEME_NAMES)
def test_apply_puts_theme_and_palette_in_force(qapp: QApplication, look: Look, name: str) -> None:
    look.apply(qapp, name)

    assert look.theme.name == name
    assert qapp.palette().color(QPalette.ColorRole.Window) == look.color("window")
    assert qapp.styleSheet() == ""


def test_apply_says_that_the_look_changed(qapp: QApplication, look: Look, qtbot: QtBot) -> None:
    with qtbot.waitSignal(look.changed):
        look.apply(qapp, "dark")


def test_system_follows_a_light_desktop(qapp: QApplication, look: Look) -> None:
    look.apply(qapp, "system")

    assert look.choice == "system"
    assert look.theme.name == "light"


def test_sizes_follow_the_application_font(qapp: QApplication, look: Look) -> None:
    before = qapp.font()
    small = look.px(32)
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * 1.5)

    qapp.setFont(larger)
    try:
        assert look.px(32) == pytest.approx(small * 1.5, abs=2)
        assert look.px(32) == round(look.u * 8)
    finally:
        qapp.setFont(before)
    assert look.px(32) == small


def test_dressed_widgets_keep_their_role_when_the_font_grows(
    qapp: QApplication, look: Look, qtbot: QtBot
) -> None:
    label = QLabel("Integrations")
    qtbot.addWidget(label)
    look.dress(label, FontRole.PAGE_TITLE)
    before = qapp.font()
    size = label.font().pointSizeF()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * 2)

    qapp.setFont(larger)
    try:
        assert label.font().pointSizeF() == pytest.approx(size * 2, abs=0.2)
    finally:
        qapp.setFont(before)


@pytest.mark.parametrize("role", list(FontRole))
def test_no_text_is_smaller_than_nine_tenths(
    look: Look, qapp: QApplication, role: FontRole
) -> None:
    assert look.font(role).pointSizeF() >= 0.9 * qapp.font().pointSizeF() - 0.05


def test_lines_are_thicker_in_high_contrast(qapp: QApplication, look: Look) -> None:
    thin = look.hair
    look.apply(qapp, "high-contrast")

    assert look.hair == 2 * thin


def test_stillness_can_be_chosen(look: Look, qtbot: QtBot) -> None:
    look.set_reduced_motion(False)
    assert not look.reduced_motion
    with qtbot.waitSignal(look.changed):
        look.set_reduced_motion(True)
    assert look.reduced_motion


def test_texts_are_made_ready_to_be_painted_once_for_each_font(
    look: Look, qapp: QApplication
) -> None:
    before = qapp.font()
    words = look.written(FontRole.BODY, "Ops")
    assert look.written(FontRole.BODY, "Ops") is words
    assert look.written(FontRole.NAME, "Ops") is not words
    width = words.size().width()

    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * 2)
    try:
        qapp.setFont(larger)
        assert look.written(FontRole.BODY, "Ops").size().width() > 1.5 * width
    finally:
        qapp.setFont(before)

    for n in range(3000):
        look.written(FontRole.BODY, str(n))
    assert len(look._written) <= 1024, "no more than a tall window shows"
