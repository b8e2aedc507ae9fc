"""Prometheus Alertmanager and what Grafana made of its webhook: a body groups several alerts."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.event_checks import DETAILS_MAX, WORD_MAX
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import alert_access
from hipadmin.sources.fitting import (
    fit,
    fit_facts,
    fit_id,
    fit_labels,
    fit_link,
    fit_name,
    fit_title,
)
from hipadmin.sources.proofs import ByKey
from hipadmin.sources.told import Told, told_by, written_time

VERSION = "4"
ACTIONS: Mapping[EventState, str] = MappingProxyType(
    {EventState.TRIGGERED: "alertTriggered", EventState.CLEARED: "alertCleared"}
)
"""What a policy calls the states of an alert."""
_STATES = MappingProxyType({"firing": EventState.TRIGGERED, "resolved": EventState.CLEARED})


class Alertmanager(ByKey):
    """Reads bodies of version 4; see `ports.sources.Source`.

    Alertmanager sends the intake key itself, in an Authorization header.
    """

    name = "alertmanager"

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """One event per alert."""
        body = told_by(incoming, "alerts")
        if body is None or "orgId" in body or body.text("version") != VERSION:
            return None
        return list(grouped_alerts(body, self.name)) if is_group(body) else None


def is_group(body: Told) -> bool:
    """Whether ``body`` is a group of alerts, of Alertmanager or of Grafana."""
    return isinstance(body.value("alerts"), list) and "groupKey" in body


def grouped_alerts(body: Told, kind: str) -> Iterator[Report]:
    """One report per alert of a group; the last one says how many were left out of the body."""
    alerts = [each for each in body.tolds("alerts") if each.text("status") in _STATES]
    left_out = body.number("truncatedAlerts") or 0
    for number, alert in enumerate(alerts, 1):
        more = left_out if number == len(alerts) else 0
        yield _alert(alert, body, kind, round(more))


def _alert(alert: Told, body: Told, kind: str, left_out: int) -> Report:
    state = _STATES[alert.text("status")]
    labels, notes = alert.labels("labels"), alert.told("annotations")
    rule = labels.get("alertname", "")
    name = notes.first("summary", "description") or rule
    mark = alert.text("fingerprint") or _digest(labels)
    started = alert.text("startsAt")
    ended = alert.text("endsAt") if state is EventState.CLEARED else ""
    pages = ("panelURL", "dashboardURL", "generatorURL")
    return Report(
        state=state,
        title=fit_title(name, body.text("title") or "Alert"),
        source_id=fit_id(mark, started, alert.text("status")),
        kind=kind,
        accesses=(alert_access(kind, fit_name(rule), ACTIONS[state], fit_labels(labels)),),
        details=fit(_details(notes, name, left_out), DETAILS_MAX),
        link=fit_link(*(alert.text(page) for page in pages), body.text("externalURL")),
        at=written_time(ended) or written_time(started),
        project=fit(_place(labels, kind)),
        series=fit(rule),
        correlation=fit_id(mark),
        severity=fit(labels.get("severity", ""), WORD_MAX),
        facts=fit_facts(
            {"labels": labels, "annotations": notes.labels(), "values": alert.labels("values")}
        ),
    )


def _place(labels: Mapping[str, str], kind: str) -> str:
    ways = ("grafana_folder", "instance", "job") if kind == "grafana" else ("instance", "job")
    return next((labels[name] for name in ways if name in labels), "")


def _details(notes: Told, title: str, left_out: int) -> str:
    text = notes.text("description")
    lines = [text] if text != title else []
    if left_out > 0:
        lines.append(f"The source left {left_out} more alerts out of its message.")
    return "\n".join(line for line in lines if line)


def _digest(labels: Mapping[str, str]) -> str:
    """Old versions give an alert no mark of its own; its labels are what tells it apart."""
    return hashlib.sha256(json.dumps(labels, sort_keys=True).encode()).hexdigest()[:16]
