"""What each command takes: its flags, their words of help, and how their values are read."""

import argparse
import os
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

SECONDS_MAX = 3600.0
"""How long a try of `notify` may take at most."""

Add = Callable[..., argparse.ArgumentParser]
"""Makes the parser of a command: its name and what it is for; ``shared`` as all others have."""


def add_all(add: Add) -> None:
    """Add every command."""
    _sandbox_arguments(add)
    _relay_arguments(add)
    _notify_arguments(add)
    _transfer_arguments(add)
    _verb_arguments(add)


def _sandbox_arguments(add: Add) -> None:
    sandbox = add("sandbox", "Serve a HipChat v2 sandbox on loopback until SIGTERM.", shared=False)
    sandbox.add_argument("--port", type=_port, default=0, help="0 (default): any free port")
    sandbox.add_argument(
        "--unlimited", action="store_true", help="send rate headers, but never answer 429"
    )
    sandbox.add_argument(
        "--state-file", type=Path, metavar="PATH", help="keep rooms and tokens in this file"
    )
    sandbox.add_argument(
        "--seed", type=Path, metavar="FILE", help="start with the people, rooms and tokens in FILE"
    )
    sandbox.add_argument(
        "--tls",
        action="store_true",
        help="serve https with a self-signed certificate, which the ready line holds",
    )
    sandbox.add_argument(
        "--fault",
        type=_fault,
        metavar="NAME[=VALUE]",
        action="append",
        default=[],
        help="start on a bad day: slow, hang, 500, 503, cut-off, wrong-json, html, redirect, "
        "reset, self-signed, clock-skew, reset-header",
    )
    sandbox.add_argument(
        "--stop-with-parent", action="store_true", help="end when standard input is closed"
    )


def _relay_arguments(add: Add) -> None:
    relay = add("relay", "Take events in and deliver messages until SIGTERM, without a window.")
    relay.epilog = (
        "Sources send to POST URL/v1/subscriptions/ID/events; URL/openapi.json describes it. When"
        " ready it prints one JSON line with the URL. Any number of relays share one data"
        " directory and its work."
    )
    relay.add_argument(
        "--port", type=_port, help="where to listen (set in Preferences; 0: any free port)"
    )
    relay.add_argument(
        "--host", metavar="ADDRESS", help="the address to listen at (set in Preferences: loopback)"
    )
    secrets = relay.add_mutually_exclusive_group()
    secrets.add_argument(
        "--sealed",
        action="store_true",
        help="take secrets from what “hipadmin vault seal” wrote instead of the keyring",
    )
    relay.add_argument(
        "--print-unit", action="store_true", help="print a systemd user unit for it, and end"
    )
    secrets.add_argument(
        "--hosted",
        action="store_true",
        help="take secrets from standard input, and end with it (for the window)",
    )
    relay.add_argument(
        "--log-level",
        choices=("debug", "info", "warning", "error"),
        default="info",
        help="what is logged on standard error (info)",
    )


def _notify_arguments(add: Add) -> None:
    notify = add("notify", "Send an event to a subscription, from a shell or a build.")
    notify.epilog = (
        "The key is taken from the keyring where the data directory is, or from HIPADMIN_KEY; the"
        " relay's address from the data directory, --url or HIPADMIN_URL. With key and address no"
        " data directory is needed. It tries again for some seconds; exit code 0 means that the"
        " event is on the relay's disk, 1 that it is not."
    )
    notify.add_argument(
        "subscription", metavar="SUBSCRIPTION", nargs="?", help="its name, or its id"
    )
    notify.add_argument("--url", help="the relay's address, or the subscription's whole one")
    what = notify.add_mutually_exclusive_group(required=True)
    what.add_argument("--title", metavar="TEXT", help="what happened, in one line")
    what.add_argument(
        "--json",
        metavar="FILE",
        type=str,
        help="an event or a list of them as JSON (-: standard input)",
    )
    notify.add_argument("--details", metavar="TEXT", help="more about it (-: standard input)")
    notify.add_argument(
        "--state",
        metavar="STATE",
        help="triggered, cleared, started, success, failure, cancelled, changed (default) or test",
    )
    for name, text in _EVENT_TEXTS:
        notify.add_argument(f"--{name}", metavar="TEXT", help=text)
    notify.add_argument(
        "--timeout", type=_seconds, metavar="SECONDS", default=10.0, help="of each try (10)"
    )


_EVENT_TEXTS = (
    ("link", "the event's own page"),
    ("id", "the event's own id: the same again from a source is recognised"),
    ("source", "what speaks, such as jenkins"),
    ("project", "what a room notification's projects are compared with"),
    ("branch", "the branch that was built"),
    ("series", "results are compared within it, such as a workflow's name"),
    ("alert", "joins the trigger and the clear of one alert"),
    ("severity", "such as critical"),
    ("actor", "who did it"),
)


def _transfer_arguments(add: Add) -> None:
    apply = add("apply", "Bring the configuration to what FILE (YAML or JSON) says.")
    apply.epilog = (
        "A command cannot be undone as in the window: see with --dry-run what it would do."
    )
    apply.add_argument("file", metavar="FILE", type=str, help="the file, or - for standard input")
    apply.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    export = add("export", "Print the configuration as a file for apply, without tokens.")
    export.add_argument("--json", action="store_true", help="JSON instead of YAML")
    restore = add("restore", "List the backups, or bring the configuration back to one.")
    restore.add_argument(
        "backup", metavar="BACKUP", nargs="?", help="its name, or “newest”; without it: list them"
    )
    restore.add_argument(
        "--dry-run", action="store_true", help="say what would change, change nothing"
    )
    audit = add("audit", "Print who changed what, newest first.")
    audit.add_argument(
        "--csv", metavar="FILE", type=str, help="write it all to FILE as CSV (-: print it)"
    )
    audit.add_argument("--text", metavar="WORDS", default="", help="only changes with these words")
    audit.add_argument("--who", metavar="NAME", default="", help="only changes made by NAME")
    audit.add_argument(
        "--since", metavar="DATE", type=_date, help="only changes of DATE (YYYY-MM-DD) or later"
    )
    audit.add_argument(
        "--limit", metavar="N", type=_positive, default=50, help="lines without --csv (50)"
    )
    listing = add("list", "List integrations with their state.")
    listing.add_argument("--json", action="store_true", help="everything known, as JSON")


def _verb_arguments(add: Add) -> None:
    test = add("test", "Send the test message of an integration and say what came of it.")
    test.add_argument("name", metavar="NAME", help="the integration's name")
    test.add_argument("--room", metavar="ROOM", help="only this room (id or name)")
    for verb in ("on", "off"):
        switch = add(verb, f"Switch an integration {verb}, or a part of it.")
        switch.add_argument("name", metavar="NAME", help="the integration's name")
        part = switch.add_mutually_exclusive_group()
        part.add_argument("--room", metavar="ROOM", help="only this room of it")
        part.add_argument(
            "--subscription",
            metavar="SUBSCRIPTION",
            help="NAME is a room notification of this subscription",
        )
    vault = add("vault", "Seal tokens and intake keys for a relay that runs as a service.")
    vault.epilog = (
        "The copy, vault.sealed in the data directory, is encrypted with the key in vault.key"
        " beside it, or in the file HIPADMIN_VAULT_KEY_FILE names. From then on the window,"
        " “apply” and “restore” make it again when tokens have changed."
    )
    vault.add_argument("act", choices=["seal"], help="seal: write the copy")
    add("doctor", "Check store, vault, network and each integration; exit 1 if one fails.")
    tour = add("tour", "Do the main job in the real window over the sandbox, with pictures.")
    tour.add_argument("--out", metavar="DIR", type=Path, required=True, help="where pictures go")
    tour.add_argument(
        "--theme",
        choices=("light", "dark", "high-contrast"),
        default="light",
        help="colours of the window",
    )


def _fault(text: str) -> tuple[str, float | str | None]:
    from hipadmin.sandbox.faults import UnknownFault, read_fault

    try:
        return read_fault(text)
    except UnknownFault as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def text(given: str) -> str:
    """What a person wrote, whatever the locale made of it; names of files may be any bytes."""
    try:
        given.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(given).decode()
        except UnicodeDecodeError:
            raise argparse.ArgumentTypeError("this is no text in UTF-8") from None
    return given


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds <= SECONDS_MAX:
        raise argparse.ArgumentTypeError(f"{text} is no time above 0, of an hour at most")
    return seconds


def _date(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time.min).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date (YYYY-MM-DD)") from None


def _positive(text: str) -> int:
    number = _whole(text)
    if number is None or number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number


def _port(text: str) -> int:
    port = _whole(text)
    if port is None or not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port (0 to 65535)")
    return port


def _whole(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
