"""Plain text made HTML, for messages and for showing them."""

import html
import re
from collections.abc import Collection

MENTION = "mention:"
"""Scheme of the links that mark an @mention; they lead nowhere."""
_EVERYBODY = ("all", "here")
_MENTIONED = re.compile(r"(?<![\w@.])@(\w[\w.-]{0,49})")
_LINK = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)
_TRAILING = ".,;:!?)]}"
_PAIRS = {")": "(", "]": "[", "}": "{"}


def text_to_html(text: str, mentions: Collection[str] | None = None) -> str:
    """Escape plain text, make web addresses links and line ends line breaks.

    ``mentions`` (for showing, never for sending) are the names, without @, of people who are
    there; they and everybody (@all, @here) become links of the scheme ``MENTION``. “*” stands for
    any name.
    """
    known = None if mentions is None else {n.casefold() for n in (*mentions, *_EVERYBODY)}
    done, at = [], 0
    for link in _LINK.finditer(text):
        address = _address(link[0])
        shown = html.escape(address)
        done += [_words(text[at : link.start()], known), f'<a href="{shown}">{shown}</a>']
        at = link.start() + len(address)
    return "".join([*done, _words(text[at:], known)])


def _address(found: str) -> str:
    """Leave out what ends a sentence; a closing bracket stays if its opening one is inside."""
    while found and found[-1] in _TRAILING:
        opening = _PAIRS.get(found[-1])
        if opening and found.count(opening) >= found.count(found[-1]):
            break
        found = found[:-1]
    return found


def _words(text: str, known: Collection[str] | None) -> str:
    if known is None:
        return _escape(text)
    done, at = [], 0
    for found in _MENTIONED.finditer(text):
        name = found[1].rstrip(".-")
        if name.casefold() in known or "*" in known:
            done.append(_escape(text[at : found.start()]))
            done.append(f'<a href="{MENTION}{html.escape(name)}">@{html.escape(name)}</a>')
            at = found.start() + 1 + len(name)
    return "".join([*done, _escape(text[at:])])


def _escape(text: str) -> str:
    return html.escape(text).replace("\r\n", "\n").replace("\n", "<br>")
