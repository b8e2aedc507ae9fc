"""The style sheet: the shipped template filled with a theme's tokens and measures."""

import re
from collections.abc import Callable, Mapping
from functools import partial

from hipadmin.gui.look.tokens import Theme

_SLOT = re.compile(r"\$(\w+)|@(\d+)")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_KIND = re.compile(r"\w+")


def fill(template: str, values: Mapping[str, str], px: Callable[[int], int]) -> str:
    """Replace ``$name`` by a value and ``@n`` by ``n`` design pixels.

    Raises:
        KeyError: the template asks for a name that does not exist.
    """

    def value(match: re.Match[str]) -> str:
        name, size = match.groups()
        return values[name] if name else f"{px(int(size))}px"

    return _SLOT.sub(value, template)


def measures(theme: Theme, px: Callable[[int], int]) -> dict[str, str]:
    """Compute what a field needs so that its border can grow on focus and nothing moves."""
    hair, ring = hair_width(theme, px), px(2)
    grow = ring - hair
    inner, pad, text_pad = px(32) - 2 * hair, px(11) - hair, px(8)
    sizes = {
        "hair": hair,
        "ring": ring,
        "field_inner": inner,
        "focus_inner": inner - 2 * grow,
        "field_pad": pad,
        "focus_pad": pad - grow,
        "combo_pad": pad + px(1),
        "combo_focus_pad": pad + px(1) - grow,
        "search_focus_pad": px(28) - grow,
        "text_pad": text_pad,
        "text_focus_pad": text_pad - grow,
    }
    return {name: f"{size}px" for name, size in sizes.items()}


def hair_width(theme: Theme, px: Callable[[int], int]) -> int:
    """Give the width of a thin line: 1 px, in high contrast 2 design px."""
    return px(2) if theme.high_contrast else max(1, px(1))


def stylesheet(template: str, theme: Theme, px: Callable[[int], int]) -> str:
    """Fill ``template`` for ``theme`` with sizes from ``px``."""
    values = dict(theme.colors) | measures(theme, px)
    values["field"] = theme.colors["base"]
    values["selection"] = theme.colors["selected" if theme.high_contrast else "pressed"]
    values["on_selection"] = theme.colors["on_selected"]
    return fill(template, values, partial(_at_least_zero, px))


def by_kind(sheet: str) -> dict[str, str]:
    """Give the rules of ``sheet`` by the class of widgets that their selectors begin with."""
    found: dict[str, str] = {}
    for selectors, body in _RULE.findall(_COMMENT.sub("", sheet)):
        for selector in selectors.split(","):
            for kind in _KIND.findall(selector)[:1]:
                found[kind] = found.get(kind, "") + f"{selector.strip()} {{{body}}}\n"
    return found


def _at_least_zero(px: Callable[[int], int], size: int) -> int:
    return max(0, px(size))
