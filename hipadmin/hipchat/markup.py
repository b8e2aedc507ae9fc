"""Message markup: foreign HTML made safe to show."""

import html
import re
from dataclasses import dataclass

PICTURE_START, PICTURE_END = "\ue000", "\ue001"
"""Stand around the words that take a picture's place; what is cleaned holds no others."""

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
_IN_CARDS = frozenset(("a", "b", "i", "strong", "span", "br"))
"""HipChat v2: tags kept inside cards; line breaks were lost there, which helps nobody."""
_MARKS = str.maketrans("", "", PICTURE_START + PICTURE_END)
_SRC = re.compile(r"\ssrc=\"([^\"]*)\"")
_IMAGE = re.compile(r"<img\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ALT = re.compile(r"\salt=\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Shown:
    """Markup ready to be shown, and the addresses of the pictures it leaves out."""

    html: str
    pictures: tuple[str, ...] = ()


def clean_html(text: str) -> str:
    """Keep of ``text`` what HipChat shows in a notification and nothing that loads or runs.

    Links go to http, https and mailto only. Pictures give way to their alternative text, so that
    showing a message never tells its author so.
    """
    return _IMAGE.sub(lambda image: _found(_ALT, image), _cleaned(text, _TAGS))


def show_html(text: str) -> Shown:
    """Clean ``text`` as ``clean_html`` does, with marks where a picture was."""
    return _shown(text, _TAGS)


def show_card_html(text: str) -> Shown:
    """Keep of ``text`` what HipChat shows inside a card."""
    return _shown(text, _IN_CARDS | {"img"})


def _shown(text: str, tags: frozenset[str]) -> Shown:
    pictures: list[str] = []

    def mark(image: re.Match[str]) -> str:
        source = html.unescape(_found(_SRC, image))
        pictures.extend([source] if _is_web(source) else [])
        return f"{PICTURE_START}{_found(_ALT, image)}{PICTURE_END}"

    kept = _IMAGE.sub(mark, _cleaned(text.translate(_MARKS), tags))
    return Shown(kept, tuple(dict.fromkeys(pictures)))


def _cleaned(text: str, tags: frozenset[str]) -> str:
    import nh3  # not needed before the first message is shown

    return nh3.clean(
        text.encode("utf-8", "replace").decode(),  # a paste may hold half a surrogate pair
        tags=set(tags),
        attributes={**_ATTRIBUTES, "img": {"alt", "src"}},
        url_schemes=set(_SCHEMES),
        attribute_filter=_attribute,
        link_rel="noopener noreferrer",
    )


def _is_web(address: str) -> bool:
    return address.partition(":")[0].strip().lower() in ("http", "https")


_BREAKS = re.compile(r"<br ?/?>|</(?:li|tr|p|pre|ul|ol|table)>", re.IGNORECASE)
_BULLETS = re.compile(r"<li\b[^>]*>", re.IGNORECASE)
_CELLS = re.compile(r"</t[dh]>(?=\s*<t[dh])", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_HREF = re.compile(r"<a\b[^>]*?\shref=\"([^\"]*)\"", re.IGNORECASE)


def plain_of(markup: str) -> str:
    """Give the words of cleaned markup, a line for each of its lines."""
    for pattern, instead in ((_BULLETS, "• "), (_CELLS, "\t"), (_BREAKS, "\n"), (_TAG, "")):
        markup = pattern.sub(instead, markup)
    lines = html.unescape(markup).strip("\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def links_in(markup: str) -> tuple[str, ...]:
    """Give the addresses cleaned markup links to, each once, in order."""
    return tuple(dict.fromkeys(html.unescape(found) for found in _HREF.findall(markup)))


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


def _found(pattern: re.Pattern[str], image: re.Match[str]) -> str:
    found = pattern.search(image[0])
    return found[1] if found else ""
