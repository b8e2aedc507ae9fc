"""Keeping tokens out of texts: what servers say back, and what urllib3 logs."""

import logging
import re
from urllib.parse import quote

from hipadmin.domain.redaction import mask_tokens
from hipadmin.domain.token import MASK

_LOGGERS = (
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.response",
    "urllib3.util.retry",
)
_SHORT = 4
_MAX_SHOWN = 300


def mask(text: str, *secrets: str) -> str:
    """Replace every spelling of ``secrets`` in ``text``, and what stands where tokens stand.

    A text with a secret of fewer than four characters in it is withheld as a whole.
    """
    for token in filter(None, secrets):
        encoded = quote(token, safe="")
        if len(token) < _SHORT and token in text:
            return MASK
        for spelling in (quote(encoded, safe=""), encoded, token):
            text = re.sub(re.escape(spelling), MASK, text, flags=re.IGNORECASE)
    return mask_tokens(text)


def clean_details(text: str, *secrets: str) -> str:
    """Make a server's text fit to show: one line, printable, at most 300 characters, masked."""
    line = " ".join(mask(text, *secrets).split())
    shown = "".join(c for c in line if c.isprintable())
    return shown if len(shown) <= _MAX_SHOWN else shown[: _MAX_SHOWN - 1] + "…"


class _TokenFilter(logging.Filter):
    """Masks tokens in a record before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        masked = mask(text)
        if masked != text:
            record.msg, record.args = masked, ()
        return True


_FILTER = _TokenFilter()


def guard_library_logs() -> None:
    """Make urllib3's own log records, which hold request paths, free of tokens.

    Introspection carries the token in its path. Filters sit on the loggers themselves, so that
    they work whatever handlers exist; adding them again changes nothing.
    """
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)
