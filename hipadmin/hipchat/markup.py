"""Message markup: foreign HTML made safe to show, plain text made HTML, long messages cut."""

import html
import re

from hipadmin.hipchat.shortening import shorten

__all__ = ["clean_html", "shorten", "text_to_html"]

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
_LINK = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?)]}"


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


def text_to_html(text: str) -> str:
    """Escape plain text, make web addresses links and line ends line breaks."""
    done, at = [], 0
    for link in _LINK.finditer(text):
        address = link[0].rstrip(_TRAILING)
        shown = html.escape(address)
        done += [_escape(text[at : link.start()]), f'<a href="{shown}">{shown}</a>']
        at = link.start() + len(address)
    return "".join([*done, _escape(text[at:])])


def _escape(text: str) -> str:
    return html.escape(text).replace("\r\n", "\n").replace("\n", "<br>")
