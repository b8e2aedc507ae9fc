"""Pasted curl commands: the address and the token in them."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field

_STARTS = re.compile(r"(?:^|[\s/\\>|;&`$#%(])curl(?:\.exe)?(?=\s)", re.IGNORECASE)
_CONTINUED = re.compile(r"[\\^`][ \t]{0,8}\r?\n")
_BEARER = re.compile(r"\s*authorization\s*:\s*bearer\s+(\S.*)", re.IGNORECASE | re.DOTALL)

_SHORT_WITH_VALUE = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")
_LONG_WITH_VALUE = re.compile(
    r"cacert|capath|cert|cert-type|ciphers|config|connect-timeout|connect-to|cookie|"
    r"cookie-jar|data|data-ascii|data-binary|data-raw|data-urlencode|dump-header|form|"
    r"form-string|header|interface|json|key|limit-rate|max-redirs|max-time|noproxy|"
    r"oauth2-bearer|output|pass|proxy|proxy-header|proxy-user|referer|request|"
    r"request-target|resolve|retry|retry-delay|retry-max-time|socks5|socks5-hostname|"
    r"stderr|tls-max|trace|trace-ascii|upload-file|url|user|user-agent|write-out"
)
_SHORT_NAMES = {"H": "header"}
_CARET = re.compile(r"\^(.)", re.DOTALL)
_ANSI_QUOTED = re.compile(r"\$'((?:[^'\\]|\\.)*)'", re.DOTALL)
_TYPESET = str.maketrans("“”„‘’", '"""\'\'')


@dataclass(slots=True)
class CurlLine:
    """What a curl command would ask: candidate addresses in order, and the bearer token."""

    addresses: list[str] = field(default_factory=list)
    token: str | None = field(default=None, repr=False)


def is_curl(text: str) -> bool:
    """Tell whether ``text`` is a curl command; a prompt, path or pipe may stand in front of it."""
    found = _STARTS.search(text)
    return found is not None and "://" not in text[: found.start()]


def parse_curl(text: str) -> CurlLine:
    """Read a curl command as a shell would, without running anything.

    Raises:
        ValueError: a quotation mark is not closed.
    """
    words = _words(_CONTINUED.sub(" ", _STARTS.split(text, maxsplit=1)[-1]))
    line, plain = CurlLine(), list[str]()
    rest = iter(words)
    for word in rest:
        if word.startswith("--"):
            _take_long(line, word[2:], rest)
        elif word.startswith("-") and len(word) > 1:
            _take_short(line, word[1:], rest)
        else:
            plain.append(word)
    plain.sort(key=lambda w: "://" not in w)  # a value of an option we do not know comes last
    line.addresses += plain
    return line


def _words(text: str) -> list[str]:
    if '^"' in text:  # as copied for the command prompt of Windows
        text = _CARET.sub(r"\1", text)
    if '"' not in text and "'" not in text:  # as retyped by a word processor
        text = text.translate(_TYPESET)
    text = text.replace("\u00a0", " ")
    try:
        return shlex.split(text)
    except ValueError:  # perhaps a shell's $'it\\'s', which shlex does not know
        return shlex.split(_ANSI_QUOTED.sub(lambda m: shlex.quote(m[1]), text))


def _take_long(line: CurlLine, word: str, rest: Iterator[str]) -> None:
    name, equals, value = word.partition("=")
    if _LONG_WITH_VALUE.fullmatch(name):
        _use(line, name, value if equals else next(rest, ""))


def _take_short(line: CurlLine, cluster: str, rest: Iterator[str]) -> None:
    for at, letter in enumerate(cluster):
        if letter in _SHORT_WITH_VALUE:
            value = cluster[at + 1 :] or next(rest, "")
            _use(line, _SHORT_NAMES.get(letter, ""), value)
            return


def _use(line: CurlLine, name: str, value: str) -> None:
    if name == "url":
        line.addresses.append(value)
    elif name == "oauth2-bearer":
        line.token = value.strip() or line.token
    elif name == "header" and (found := _BEARER.fullmatch(value)):
        line.token = found[1].strip()
