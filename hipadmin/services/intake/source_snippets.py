"""How a source sends events here, written out for the places where people connect one.

The key is never in a snippet: each reads it from a variable, so that nobody commits it.
"""

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

KEY = "HIPADMIN_KEY"
"""The variable that holds the key; `hipadmin notify` reads the same."""
EXAMPLE = {"title": "Build 42 failed", "state": "failure"}
"""A failure, since a first success is no change: most room notifications would not send it, and who
tries the snippet would see nothing in the room. Without an id: the second try would be known."""


class Way(StrEnum):
    """A way to send an event."""

    CURL = "curl"
    PYTHON = "python"
    SHELL = "shell"
    NOTIFY = "notify"


@dataclass(frozen=True, slots=True)
class Target:
    """Where events go: the whole ``url`` of the door, and the subscription's name.

    ``flags`` are those by which a command on this machine finds these data; None where no command
    could find the key, which the vault keeps for this run only.
    """

    url: str
    subscription: str
    flags: Sequence[str] | None = ()


def snippet(way: Way, target: Target) -> str:
    """The text for one way."""
    return _WAYS[way](target)


def _curl(target: Target) -> str:
    body = shlex.quote(json.dumps(EXAMPLE))
    return (
        f"curl -fsS {shlex.quote(target.url)} \\\n"
        f'  -H "Authorization: Bearer ${KEY}" -H "Content-Type: application/json" \\\n'
        f"  -d {body}\n"
    )


def _python(target: Target) -> str:
    return f"""\
import json, os, urllib.request

event = {json.dumps(EXAMPLE)}
request = urllib.request.Request(
    {json.dumps(target.url)},
    json.dumps(event).encode(),
    {{
        "Authorization": "Bearer " + os.environ["{KEY}"],
        "Content-Type": "application/json",
    }},
)
with urllib.request.urlopen(request, timeout=10) as answer:
    print(answer.read().decode())
"""


def _shell(target: Target) -> str:
    return f"""\
# the last lines of a build script; the build fails or passes whatever becomes of this
state=success; [ "${{status:-0}}" = 0 ] || state=failure
number=${{BUILD_NUMBER:-$(date +%s)}}
curl --silent --show-error --max-time 30 --retry 3 {shlex.quote(target.url)} \\
  -H "Authorization: Bearer ${KEY}" -H "Content-Type: application/json" \\
  -d "{{\\"id\\": \\"build-$number\\", \\"title\\": \\"Build $number\\",\\
 \\"state\\": \\"$state\\"}}" || true
"""


def _notify(target: Target) -> str:
    here, elsewhere = "", f"# with the key in {KEY}\n"
    if target.flags is not None:
        command = shlex.join(["hipadmin", "notify", *target.flags, target.subscription])
        here = f"# on this machine\n{command} \\\n  --title 'Build 42 failed' --state failure\n\n"
        elsewhere = f"# elsewhere, with the key in {KEY}\n"
    return (
        f"{here}{elsewhere}"
        f"hipadmin notify --url {shlex.quote(target.url)} \\\n"
        "  --title 'Build 42 failed' --state failure\n"
    )


_WAYS = {Way.CURL: _curl, Way.PYTHON: _python, Way.SHELL: _shell, Way.NOTIFY: _notify}
