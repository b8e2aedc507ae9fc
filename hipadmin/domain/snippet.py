"""Addresses and tokens within other text: prose, Markdown, and the code of other HTTP clients."""

import re

_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_ADDRESS = re.compile(r"https?://[^\s\"'<>`^|{}\\]+", re.IGNORECASE)
_BEARER = re.compile(
    r"authorization[\"']?\s{0,4}[:=,]\s{0,4}[\"']?bearer\s+([!#-&(-~]+)", re.IGNORECASE
)
_MEMBER = re.compile(
    r"auth_token[\"']?\s{0,4}(?:=>|==|:|,)\s{0,4}[\"']?([A-Za-z0-9._~-]+)", re.IGNORECASE
)
_TRAILING = ".,;:!?)]}>\"'*"


def visible(text: str) -> str:
    """Take out what mail programs and chats put into addresses where a line may break."""
    return text.translate(_INVISIBLE)


def without_tail(text: str) -> str:
    """Take off the punctuation of the sentence, call or list that an address stood in."""
    return text.rstrip(_TRAILING)


def addresses_in(text: str) -> list[str]:
    """Every web address in ``text``, in order, without what only surrounds it."""
    plain = text.replace("\\/", "/")  # as JSON may write a slash
    return [without_tail(re.split(r"\]\(|\)\s*[,;\]]", a)[0]) for a in _ADDRESS.findall(plain)]


def token_beside(text: str) -> str | None:
    """The token in an Authorization header or a parameter of a request written as code."""
    found = _BEARER.search(text) or _MEMBER.search(text)
    return without_tail(found[1]) or None if found else None
