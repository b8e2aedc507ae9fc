"""LaunchDarkly: the audit-log webhook, whose body is an entry of the audit log."""

import re
from collections.abc import Iterator, Mapping, Sequence

from hipadmin.domain.event import Access, EventState, Report
from hipadmin.domain.event_checks import ACCESSES_MAX, DETAILS_MAX, resource_kinds
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.policy.limits import NAME_LENGTH, SPECIFIER_LENGTH
from hipadmin.domain.token import Secret
from hipadmin.sources.fitting import fit, fit_facts, fit_id, fit_link, fit_title
from hipadmin.sources.proofs import signed_body
from hipadmin.sources.told import Told, time_of_epoch, told_by

NAME = "launchdarkly"
SIGNATURE = "x-ld-signature"
_LINK = re.compile(r"\[((?:[^\]\\]|\\.){0,1000})\]\(([^)\s]{0,2000})\)")
_MARKS = re.compile(r"\\([\\`*_{}\[\]()#+.!~-])|(\*\*|__|`)")
_MOST_TAGS = 50
"""Tags of one level that are kept; LaunchDarkly's own screens show fewer."""


class LaunchDarkly:
    """Reads entries of the audit log; see `ports.sources.Source`."""

    name = NAME

    def proof(self, incoming: Incoming, secrets: Sequence[Secret]) -> bool | None:
        """X-LD-Signature: HMAC-SHA256 of the body with the webhook's secret."""
        return signed_body(incoming.header(SIGNATURE), incoming.body, secrets)

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """One event per entry."""
        entry = told_by(incoming, "accesses")
        if entry is None or not isinstance(entry.value("accesses"), list):
            return None
        if "titleVerb" not in entry and not incoming.header(SIGNATURE):
            return None
        return [_report(entry)]


def _report(entry: Told) -> Report:
    accesses = tuple(_accesses(entry))
    return Report(
        state=EventState.CHANGED,
        title=fit_title(_title(entry), f"Changed {entry.text('name')}".strip()),
        source_id=fit_id(entry.text("_id")) if entry.text("_id") else "",
        kind=NAME,
        accesses=accesses,
        details=fit(_details(entry), DETAILS_MAX),
        link=_link(entry),
        at=time_of_epoch(entry.number("date"), per_second=1000),
        project=fit(_key_of(accesses, "proj")),
        series=fit(entry.text("kind")),
        actor=fit(_actor(entry)),
        facts=fit_facts(_facts(entry, accesses)),
    )


def _facts(entry: Told, accesses: Sequence[Access]) -> Mapping[str, object]:
    """What templates and conditions may ask for; the whole entry may be far larger."""
    named = {
        "verb": entry.text("titleVerb"),
        "kind": entry.text("kind"),
        "name": entry.text("name"),
        "comment": entry.text("comment"),
        "environment": _key_of(accesses, "env"),
        "email": entry.text("member", "email"),
    }
    return {name: text for name, text in named.items() if text}


def _title(entry: Told) -> str:
    """Who did what to what; written as plain text, whichever of its forms the entry has."""
    whole = entry.value("title")
    if isinstance(whole, Mapping):
        return entry.text("title", "plainText") or plain(entry.text("title", "markdown"))
    if isinstance(whole, str) and whole.strip():
        return plain(whole)
    target = entry.text("target", "name") or entry.text("name")
    return " ".join(part for part in (_actor(entry), entry.text("titleVerb"), target) if part)


def _details(entry: Told) -> str:
    told = entry.value("details")
    text = entry.text("details", "plainText") if isinstance(told, Mapping) else ""
    comment = entry.text("comment")
    parts = (text or plain(entry.text("description")), f"“{comment}”" if comment else "")
    return "\n".join(part for part in parts if part)


def plain(markdown: str) -> str:
    """Markdown without its links and emphasis, for messages that write their own."""
    without = _LINK.sub(lambda found: found[1], markdown)
    return _MARKS.sub(lambda found: found[1] or "", without).strip()


def _link(entry: Told) -> str:
    """The page for people. Where the entry has only its path, the title has the address."""
    written = [found[2] for found in _LINK.finditer(entry.text("title"))]
    ways = (("_links", "site", "href"), ("target", "_links", "site", "href"))
    return fit_link(*(entry.text(*way) for way in ways), *reversed(written))


def _actor(entry: Told) -> str:
    member = entry.told("member")
    name = f"{member.text('firstName')} {member.text('lastName')}".strip()
    others = (entry.text(kind, "name") for kind in ("token", "app", "subject"))
    return name or member.text("email") or next((text for text in others if text), "")


def _accesses(entry: Told) -> Iterator[Access]:
    tags, properties = _tags(entry), _properties(entry)
    for number, each in enumerate(entry.tolds("accesses")):
        action, resource = each.text("action"), each.text("resource")
        kinds = resource_kinds(resource) if len(resource) <= SPECIFIER_LENGTH else ()
        if number >= ACCESSES_MAX or not action or len(action) > NAME_LENGTH or not kinds:
            continue
        levels = {kind: tags[kind] for kind in kinds if kind in tags}
        last = kinds[-1]
        own = _of_target(entry)
        if own and last not in ("proj", "env"):
            levels[last] = own
        kept = {kind: value for kind, value in properties.items() if kind in kinds}
        yield Access(action, resource, levels, kept)


def _tags(entry: Told) -> dict[str, list[str]]:
    """Tags of the project and the environment, where the entry tells them."""
    found = {
        "proj": _fitting(entry.texts("project", "tags")),
        "env": _fitting(entry.texts("project", "environment", "tags")),
    }
    kind = {"project": "proj", "environment": "env"}.get(entry.text("kind"), "")
    if kind and not found[kind]:
        found[kind] = _of_target(entry)
    return {name: tags for name, tags in found.items() if tags}


def _of_target(entry: Told) -> list[str]:
    """Tags of the changed thing: of the entry, else as it is now, else as it was."""
    ways = (("tags",), ("target", "tags"), ("currentVersion", "tags"), ("previousVersion", "tags"))
    return next((_fitting(tags) for way in ways if (tags := entry.texts(*way))), [])


def _fitting(tags: Sequence[str]) -> list[str]:
    return [tag for tag in tags if tag and len(tag) <= NAME_LENGTH][:_MOST_TAGS]


def _properties(entry: Told) -> dict[str, dict[str, object]]:
    critical = entry.value("project", "environment", "critical")
    return {"env": {"critical": critical}} if isinstance(critical, bool) else {}


def _key_of(accesses: Sequence[Access], kind: str) -> str:
    """The key of that kind, if all accesses agree on it."""
    pairs = {pair for each in accesses for pair in each.resource.split(":")}
    keys = {pair.partition("/")[2] for pair in pairs if pair.partition("/")[0] == kind}
    return keys.pop() if len(keys) == 1 else ""
