"""Takes secrets and names of people out of texts that leave the program: reports, logs, drafts.

The second net only: a token is kept in a `Secret`, which masks itself. Here is caught what got
into a text all the same, by where tokens stand and by what they look like.
"""

import re
from collections.abc import Iterable
from urllib.parse import quote

from hipadmin.domain.token import MASK, OAUTH2_LENGTH

_AFTER = re.compile(
    r"(/oauth/token/|auth_token=|access_token=|Bearer\s+|Basic\s+)[^\s/?&\"'<>,;)]+", re.IGNORECASE
)
_USER_INFO = re.compile(r"(?<=://)[^\s/@\"'<>]+(?=@)")
_TOKEN = re.compile(rf"(?<![0-9A-Za-z])[0-9A-Za-z]{{{OAUTH2_LENGTH}}}(?![0-9A-Za-z])")
_PASTED = re.compile(
    r"((?:/oauth/token/|auth_token=|access_token=|Bearer\s+|Basic\s+))[0-9A-Za-z_+/=.~%-]{16,}",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[0-9A-Za-z_+/=.~%-]{12,}")
_HOME = re.compile(r"(?:/home|/Users)/[^/\s\"':]+")
_LEAST_NAME = 3
_LEAST_SECRET = 4
_NOBODY_S = frozenset({"root", "user", "admin", "administrator"})
"""Names of users that are nobody's, and words that must stay readable."""


def mask_tokens(text: str) -> str:
    """Mask what stands where tokens stand in addresses and headers, HipChat's introspection too."""
    return _AFTER.sub(lambda found: found[1] + MASK, text)


def mask_everything(text: str) -> str:
    """Mask, beyond `mask_tokens`, passwords in addresses and whatever is as long as a token."""
    return _TOKEN.sub(MASK, _USER_INFO.sub(MASK, mask_tokens(text)))


def mask_pasted(text: str) -> str:
    """Mask what in a field that is for something else is surely a secret, and nothing doubtful.

    That is the token of an address or a header, a password in an address, and a text as HipChat's
    tokens are: 40 letters and digits of mixed case. Names, hashes and paths stay.
    """
    text = _PASTED.sub(lambda found: found[1] + MASK, text)
    text = _USER_INFO.sub(MASK, text)
    return _TOKEN.sub(lambda found: MASK if _is_random(found[0]) else found[0], text)


def holds_secret(text: str) -> bool:
    """Whether `mask_pasted` finds anything in ``text``."""
    return mask_pasted(text) != text


def _is_random(run: str) -> bool:
    return _is_mixed(run) and run != run.lower() and run != run.upper()


def mask_values(text: str) -> str:
    """Mask every long run that mixes letters and digits: for texts that quote unknown values.

    Words and names of code stay; identifiers, hashes and keys of any kind go.
    """
    return _VALUE.sub(lambda found: MASK if _is_mixed(found[0]) else found[0], text)


def _is_mixed(run: str) -> bool:
    return any(c.isdigit() for c in run) and any(c.isalpha() for c in run)


class Redactor:
    """Makes texts fit to be shown to others.

    ``home`` becomes ``~``; ``user``, as a whole word, becomes "user"; each of ``secrets`` goes.
    """

    def __init__(self, home: str = "", user: str = "", secrets: Iterable[str] = ()) -> None:
        self._home = home.rstrip("/")
        telling = len(user) >= _LEAST_NAME and user.casefold() not in _NOBODY_S
        word = re.compile(rf"(?<!\w){re.escape(user)}(?!\w)", re.IGNORECASE)
        self._user = word if telling else None
        known = {secret for secret in secrets if len(secret) >= _LEAST_SECRET}
        spellings = known | {quote(secret, safe="") for secret in known}
        # the longest first: one may begin like another
        self._secrets = sorted(spellings, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Give ``text`` without secrets and people's names."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        text = mask_everything(text)
        if self._home:
            text = re.sub(rf"{re.escape(self._home)}(?![\w.-])", "~", text)
        text = _HOME.sub("~", text)
        return self._user.sub("user", text) if self._user else text
