"""Message markup: foreign HTML made safe to show."""

import re

_TAGS = frozenset(
    (
        *("a", "b", "i", "strong", "em", "br", "img", "pre", "code", "span"),
        *("ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th"),
    )
)
"""HipChat v2: tags its server keeps in a notification."""
_ATTRIBUTES = {
    "a": {"href"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign"},
    "tr": {"valign"},
    "span": {"style"},
}
_SCHEMES = frozenset({"http", "https", "mailto"})
_STYLES = frozenset({"font-weight", "color", "text-decoration"})
_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}|[a-zA-Z]{1,30}")
_WORDS = re.compile(r"[a-zA-Z0-9 \-]{1,40}")
_IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ALT = re.compile(r"\salt=\"([^\"]*)\"")


def clean_html(text: str) -> str:
    """Keep of ``text`` what HipChat shows in a notification and nothing that loads or runs.

    Links go to http, https and mailto only. Pictures give way to their alternative text, so that
    showing a message never tells its author so.
    """
    import nh3  # not needed before the first message is shown

    kept = nh3.clean(
        text,
        tags=set(_TAGS),
        attributes={**_ATTRIBUTES, "img": {"alt"}},
        url_schemes=set(_SCHEMES),
        attribute_filter=_attribute,
        link_rel="noopener noreferrer",
    )
    return _IMAGE.sub(_alternative, kept)


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "href":  # nh3 lets addresses without a scheme pass
        return value if value.partition(":")[0].strip().lower() in _SCHEMES else None
    if name == "style":
        return _style(value) or None
    return value


def _style(value: str) -> str:
    kept = []
    for rule in value.split(";"):
        name, _, setting = (part.strip() for part in rule.partition(":"))
        pattern = _COLOUR if name.lower() == "color" else _WORDS
        if name.lower() in _STYLES and pattern.fullmatch(setting):
            kept.append(f"{name.lower()}: {setting}")
    return "; ".join(kept)


def _alternative(image: re.Match[str]) -> str:
    found = _ALT.search(image[0])
    return found[1] if found else ""
