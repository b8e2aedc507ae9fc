"""Backtrace: groups of errors, one request per group."""

from collections.abc import Sequence

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.event_checks import DETAILS_MAX
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import crash_access
from hipadmin.sources.fitting import fit, fit_facts, fit_id, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import ByKey
from hipadmin.sources.told import Told, time_of_epoch, told_by

NAME = "backtrace"
_FRAMES, _CLASSIFIERS = 20, 50
_MOST = 100
"""Attributes that are kept, and values of each."""


class Backtrace(ByKey):
    """Reads the generic webhook; see `ports.sources.Source`.

    Backtrace signs nothing; the intake key stands in the address.
    """

    name = NAME

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The event."""
        body = told_by(incoming, "universe")
        if body is None or not body.text("fingerprint"):
            return None
        return [_group(body)]


def _group(body: Told) -> Report:
    project, mark = body.text("project"), body.text("fingerprint")
    frames = body.texts("callstack")
    classes = [fit_name(each) for each in body.texts("classifiers")[:_CLASSIFIERS]]
    first, last = _times(body)
    is_new = (body.number("occurrences") or 1) <= 1 or (first is not None and first == last)
    action = "groupCreated" if is_new else "errorReceived"
    title = " in ".join(part for part in (", ".join(classes), *frames[:1]) if part)
    facts = {
        "fingerprint": mark,
        "classifiers": classes,
        "attributes": _attributes(body),
        "hosts": _hosts(body),
    }
    return Report(
        state=EventState.CHANGED,
        title=fit_title(title, f"Error in {project}".strip()),
        source_id=fit_id(mark, body.text("object_id"), format(last or "")),
        kind=NAME,
        accesses=(crash_access(fit_name(project), fit_name(mark), action, classes),),
        details=fit("\n".join(_details(body, frames)), DETAILS_MAX),
        link=fit_link(body.text("group_url"), body.text("href")),
        at=time_of_epoch(last),
        project=fit(project),
        series=fit(body.text("application")),
        facts=fit_facts(facts),
    )


def _times(body: Told) -> tuple[float | None, float | None]:
    """When the group was seen first and last."""
    found = body.value("timestamp")
    both = found if isinstance(found, list) else [found]
    times = Told({"first": both[0] if both else None, "last": both[-1] if both else None})
    return times.number("first"), times.number("last")


def _details(body: Told, frames: Sequence[str]) -> Sequence[str]:
    count = body.text("occurrences")
    seen = f"Seen {count} times." if count not in ("", "1") else ""
    return [line for line in (seen, *frames[:_FRAMES]) if line]


def _hosts(body: Told) -> Sequence[str]:
    return [fit_name(host) for host in body.texts("hosts")[:_MOST]]


def _attributes(body: Told) -> dict[str, str]:
    """The most frequent value of each attribute; they come as pairs of value and count."""
    found: dict[str, str] = {}
    for name, pairs in list(body.told("attributes").members.items())[:_MOST]:
        first = pairs[0] if isinstance(pairs, list) and pairs else pairs
        value = first[0] if isinstance(first, list) and first else first
        if isinstance(value, str | int | float):
            found[fit_name(name)] = fit_name(format(value))
    return found
