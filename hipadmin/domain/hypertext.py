"""Plain text made HTML, for messages and for showing them."""

import html
import re

_LINK = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?)]}"


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
