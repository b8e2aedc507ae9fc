"""hipadmin's own form: an event is a JSON object with a title, several are a list of them."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from itertools import islice

from hipadmin.domain.event import Access, ClearCause, EventProblem, EventState, Report
from hipadmin.domain.event_checks import PROBLEMS_MAX, WORD_MAX
from hipadmin.domain.incoming import Incoming, Misread, NotRead, Reading, Unread
from hipadmin.domain.plain import Members, PlainReader
from hipadmin.domain.resources import BUILD_ACTIONS, alert_access, build_access, subject_access
from hipadmin.domain.rfc3339 import read_time
from hipadmin.sources.fitting import fit_id
from hipadmin.sources.proofs import ByKey

NAME = "plain"
MEMBERS = (
    *("id", "source", "state", "title", "details", "link", "time", "project", "branch", "series"),
    *("alert", "severity", "actor", "pull_request", "cause", "accesses", "facts"),
)
"""Every member of an event; only ``title`` has to be there. ``null`` counts as absent."""
ACCESS_MEMBERS = ("action", "resource", "tags", "properties")
_KNOWN, _KNOWN_OF_ACCESS = frozenset(MEMBERS), frozenset(ACCESS_MEMBERS)
_TEXTS = (
    *("title", "details", "link", "project", "branch", "series", "severity", "actor"),
    *("id", "source", "alert"),
)
_OURS = {"source_id": "id", "kind": "source", "correlation": "alert", "at": "time"}
"""Members of a report that are called otherwise here."""
_CLOUD_EVENT = (
    "This is a CloudEvent: send it as application/cloudevents+json, a list of them as"
    " application/cloudevents-batch+json."
)


class Plain(ByKey):
    """Reads our own form; see `ports.sources.Source`.

    Our own form comes with an intake key.
    """

    name = NAME

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The event or events; None if the body is not sent as JSON. Raises NotRead."""
        if not incoming.is_json:
            return None
        value = incoming.json
        if isinstance(value, list):
            return [read_event(each) for each in value]
        if isinstance(value, dict):
            return [read_event(value)]
        raise NotRead(Unread.NOT_UNDERSTOOD, "Expected an event (an object) or a list of events.")


def read_event(value: object) -> Reading:
    """One event of our own form."""
    if isinstance(value, dict) and "specversion" in value:
        return Misread((EventProblem("specversion", _CLOUD_EVENT),))
    reader = _Reader()
    report = reader.report(reader.mapping(value, ""))
    problems = [EventProblem(p.path, p.text) for p in reader.problems]
    if not problems:
        problems = [EventProblem(_renamed(p.path), p.reason) for p in report.problems()]
    return Misread(tuple(problems[:PROBLEMS_MAX])) if problems else _of_its_source(report)


def _of_its_source(report: Report) -> Report:
    """``report`` with an id that no other source gives: each numbers its events for itself."""
    if report.kind == NAME or not report.source_id:
        return report
    return replace(report, source_id=fit_id(report.kind, report.source_id))


def _renamed(path: str) -> str:
    return _OURS.get(path, path)


class _Reader(PlainReader):
    """Reads the members of an event; what is wrong goes into ``problems``."""

    def only(self, value: Members, path: str, known: Set[str]) -> None:
        """Note members that are not ``known``: a body may have a hundred thousand of them."""
        if value.keys() <= known:
            return
        strange = (key for key in value if key not in known)
        shown = {key[:WORD_MAX]: None for key in islice(strange, PROBLEMS_MAX)}
        super().only(shown, path, known)

    def report(self, given: Members) -> Report:
        """The event, with defaults where something is wrong."""
        self.only(given, "", _KNOWN)
        value = {key: each for key, each in given.items() if each is not None}
        texts = {n: self.text(value, "", n) if n in value else "" for n in _TEXTS}
        ident, source, alert = texts.pop("id"), texts.pop("source") or NAME, texts.pop("alert")
        state = self.choice(value, "", "state", EventState.CHANGED)
        accesses = tuple(self._accesses(value)) or (
            _access(source, state, texts["project"], texts["branch"], alert),
        )
        return Report(
            state=state,
            source_id=ident,
            kind=source,
            correlation=alert,
            at=self._time(value),
            pull_request=self.flag(value, "", "pull_request", False),
            cause=self.choice(value, "", "cause", ClearCause.CONDITION),
            accesses=accesses,
            facts=self.inner_facts(value),
            **texts,
        )

    def inner_facts(self, value: Members) -> Members:
        """Further values, as they are."""
        found = value.get("facts")
        return {} if found is None else self.mapping(found, "facts")

    def _time(self, value: Members) -> datetime | None:
        text = self.text(value, "", "time")
        if not text:
            return None
        try:
            return read_time(text)
        except ValueError as error:
            self.wrong("time", str(error))
            return None

    def _accesses(self, value: Members) -> Iterator[Access]:
        for each, path in self.maps(value, "", "accesses"):
            self.only(each, path, _KNOWN_OF_ACCESS)
            found = {key: inner for key, inner in each.items() if inner is not None}
            yield Access(
                self.text(found, path, "action"),
                self.text(found, path, "resource"),
                self._tags(found, path),
                self._properties(found, path),
            )

    def _tags(self, value: Members, path: str) -> Mapping[str, Sequence[str]]:
        tags, where = self._inner(value, path, "tags")
        return {kind: self.texts(tags, where, kind) for kind in tags}

    def _properties(self, value: Members, path: str) -> Mapping[str, Mapping[str, object]]:
        kinds, where = self._inner(value, path, "properties")
        return {kind: self._flags(kinds[kind], f"{where}.{kind}") for kind in kinds}

    def _flags(self, value: object, path: str) -> Mapping[str, object]:
        members = self.mapping(value, path)
        return {name: self.flag(members, path, name, False) for name in members}

    def _inner(self, value: Members, path: str, key: str) -> tuple[Members, str]:
        found, where = value.get(key), f"{path}.{key}"
        return ({} if found is None else self.mapping(found, where)), where


def _access(source: str, state: EventState, project: str, branch: str, alert: str) -> Access:
    """What a policy is asked for when the sender names nothing."""
    if state in (EventState.TRIGGERED, EventState.CLEARED):
        return alert_access(source, alert or project, f"alert{state.value.title()}", {})
    if state in BUILD_ACTIONS and state is not EventState.CHANGED:
        return build_access(source, project, branch, state)
    return subject_access(source, project, state.value)
