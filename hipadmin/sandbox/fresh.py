"""Fresh names for things: tokens, versions, ids."""

import secrets
import string

TOKEN_LENGTH = 40
"""HipChat v2: an access token is 40 letters and digits (tokens of the first API had 30)."""
_LETTERS = string.ascii_letters + string.digits
_VERSION_LETTERS = string.ascii_uppercase + string.digits


def letters(count: int, alphabet: str = _LETTERS) -> str:
    """Give ``count`` random letters and digits."""
    return "".join(secrets.choice(alphabet) for _ in range(count))


def version() -> str:
    """Give the mark of a value's present state: eight upper-case letters and digits."""
    return letters(8, _VERSION_LETTERS)


def token() -> str:
    """Make a token that looks like v2: upper case, lower case and digits are all there."""
    while True:
        value = letters(TOKEN_LENGTH)
        if all(any(map(kind, value)) for kind in (str.isupper, str.islower, str.isdigit)):
            return value


def looks_like_v1(value: str) -> bool:
    """Whether a token has the look of the first API: 30 characters, or no upper-case letter."""
    return len(value) == 30 or not any(map(str.isupper, value))


def is_id(text: str) -> bool:
    """Whether a path segment is a number that may be an id."""
    return text.isascii() and text.isdigit() and len(text) <= 18
