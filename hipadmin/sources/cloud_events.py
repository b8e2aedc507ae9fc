"""CloudEvents 1.0 over HTTP: structured, binary and batch.

Source: cloudevents/spec, `bindings/http-protocol-binding.md` and `formats/json-format.md`.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote

from hipadmin.domain.event import EventProblem, EventState, Report
from hipadmin.domain.event_checks import DETAILS_MAX
from hipadmin.domain.incoming import (
    Incoming,
    Misread,
    NotRead,
    Reading,
    Unread,
    charset_of,
    is_json,
    read_json,
)
from hipadmin.domain.resources import subject_access
from hipadmin.domain.rfc3339 import read_time
from hipadmin.sources.fitting import fit, fit_facts, fit_id, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import ByKey

NAME = "cloudevents"
STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
VERSION = "1.0"
CHARSETS = ("utf-8", "us-ascii", "iso-8859-1", "windows-1252")
"""What data that is text may be written in; the first is meant if nothing is said."""
_FAMILY, _PREFIX = "application/cloudevents", "ce-"
_REQUIRED = ("id", "source", "type")
_TEXTS = (*_REQUIRED, "subject", "time", "datacontenttype", "dataschema")

STATES: Mapping[str, EventState] = MappingProxyType(
    {
        **dict.fromkeys(("failed", "failure", "error", "errored", "broken"), EventState.FAILURE),
        **dict.fromkeys(("succeeded", "success", "passed", "fixed"), EventState.SUCCESS),
        **dict.fromkeys(("started", "queued", "running"), EventState.STARTED),
        **dict.fromkeys(("cancelled", "canceled", "aborted"), EventState.CANCELLED),
        **dict.fromkeys(("triggered", "firing", "alerting"), EventState.TRIGGERED),
        **dict.fromkeys(("cleared", "resolved", "recovered"), EventState.CLEARED),
        "test": EventState.TEST,
    }
)
"""What the last word of a ``type`` says, a version behind it aside; any other is a change.

No specification names them: a type is whatever its producer chose to call it.
"""
Given = TypeVar("Given")
_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}")


class _Wrong(Exception):
    """An attribute that the specification does not allow."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.problem = EventProblem(path, reason)


class CloudEvents(ByKey):
    """Reads CloudEvents 1.0; see `ports.sources.Source`.

    The specification knows no proof, so they come with an intake key.
    """

    name = NAME

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The event or events; None if the headers do not speak of CloudEvents. Raises NotRead."""
        if incoming.media_type == BATCH:
            return [_read(_structured, each) for each in _batch(incoming)]
        if incoming.media_type == STRUCTURED:
            return [_read(_structured, incoming.json)]
        if incoming.media_type.startswith(_FAMILY):
            text = f"Of CloudEvents {STRUCTURED}, {BATCH} and the binary form are taken."
            raise NotRead(Unread.MEDIA_TYPE, text)
        if incoming.header("ce-specversion"):
            return [_read(_binary, incoming)]
        return None


def state_of(type_: str) -> EventState:
    """What the last word of a type says; a change if it is none of ours."""
    words = _WORD.findall(type_)
    return STATES.get(words[-1].lower(), EventState.CHANGED) if words else EventState.CHANGED


def _batch(incoming: Incoming) -> list[object]:
    value = incoming.json
    if not isinstance(value, list):
        raise NotRead(Unread.NOT_UNDERSTOOD, "A batch of CloudEvents has to be a list.")
    return value


def _read(form: Callable[[Given], Report], given: Given) -> Reading:
    try:
        return form(given)
    except _Wrong as wrong:
        return Misread((wrong.problem,))


def _structured(value: object) -> Report:
    """One event of the JSON format; members that are null count as absent."""
    if not isinstance(value, dict):
        raise _Wrong("", "Expected a CloudEvent, which is an object.")
    members = {key: each for key, each in value.items() if each is not None}
    texts = {name: _text(members, name) for name in ("specversion", *_TEXTS)}
    return _report(texts, _data(members, texts["datacontenttype"]))


def _text(members: Mapping[str, object], name: str) -> str:
    found = members.get(name, "")
    if not isinstance(found, str):
        raise _Wrong(name, "must be text.")
    return found


def _data(members: Mapping[str, object], media_type: str) -> object:
    if "data_base64" not in members:
        return members.get("data")
    if "data" in members:
        raise _Wrong("data_base64", "cannot stand beside data.")
    try:
        data = base64.b64decode(_text(members, "data_base64"), validate=True)
    except (binascii.Error, ValueError):
        raise _Wrong("data_base64", "is not Base64.") from None
    return _decoded(data, media_type.lower() or "application/json", "data_base64")


def _binary(incoming: Incoming) -> Report:
    """One event whose attributes are headers, and whose data is the body."""
    names = ("specversion", *_TEXTS)
    texts = {name: _header(incoming.header(_PREFIX + name)) for name in names}
    media_type = incoming.header("content-type").lower()
    data = _decoded(incoming.body, media_type, "data") if incoming.body else None
    return _report(texts, data)


def _header(value: str) -> str:
    """An attribute as the binding writes it: perhaps quoted, everything unusual percent-encoded."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return unquote(value)


def _decoded(data: bytes, media_type: str, path: str) -> object:
    """Data of a JSON type as JSON, of a text type as text; None for what we cannot show."""
    if is_json(media_type.partition(";")[0].strip()):
        try:
            return read_json(data)
        except NotRead as error:
            raise _Wrong(path, error.text) from None
    return _text_data(data, media_type, path) if media_type.startswith("text/") else None


def _text_data(data: bytes, media_type: str, path: str) -> str:
    charset = charset_of(media_type) or CHARSETS[0]
    if charset not in CHARSETS:
        raise _Wrong(path, f"Of charsets {', '.join(CHARSETS)} are taken.")
    try:
        return data.decode(charset)
    except UnicodeDecodeError as error:
        raise _Wrong(path, f"Byte {error.start} is not {charset.upper()}.") from None


def _report(texts: Mapping[str, str], data: object) -> Report:
    _check(texts)
    source, type_, subject = texts["source"], texts["type"], texts["subject"]
    told = data if isinstance(data, Mapping) else {}
    named = {name: texts[name] for name in ("type", "source", "subject") if texts[name]}
    title = told.get("title")
    return Report(
        state=state_of(type_),
        title=fit_title(title if isinstance(title, str) else "", f"{type_} {subject}".strip()),
        source_id=fit_id(source, texts["id"]),
        kind=NAME,
        accesses=(subject_access(fit_name(source), fit_name(subject), fit_name(type_)),),
        details=fit(data, DETAILS_MAX) if isinstance(data, str) else "",
        link=fit_link(told.get("link"), told.get("url")),
        at=_time(texts["time"]),
        project=fit(subject or source),
        series=fit(type_),
        correlation=fit_id(source, subject) if subject else fit_id(source),
        facts=fit_facts({**named, "data": data}) or fit_facts(named),
    )


def _check(texts: Mapping[str, str]) -> None:
    if texts["specversion"] != VERSION:
        raise _Wrong("specversion", f'must be "{VERSION}".')
    for name in _REQUIRED:
        if not texts[name].strip():
            raise _Wrong(name, "is missing.")


def _time(text: str) -> datetime | None:
    try:
        return read_time(text) if text else None
    except ValueError as error:
        raise _Wrong("time", str(error)) from None
