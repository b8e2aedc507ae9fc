"""ThousandEyes and Sematext: alerts of monitoring services."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.event_checks import DETAILS_MAX, WORD_MAX
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import alert_access
from hipadmin.sources.alertmanager import ACTIONS
from hipadmin.sources.fitting import fit, fit_id, fit_labels, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import ByKey
from hipadmin.sources.told import Told, time_of_epoch, told_by, written_time

_AGENTS = 50
"""Agents that are named in the details."""
_TYPES: Mapping[str, EventState] = MappingProxyType(
    {"TRIGGER": EventState.TRIGGERED, "CLEAR": EventState.CLEARED, "TEST": EventState.TEST}
)


class ThousandEyes(ByKey):
    """Reads the classic webhook; see `ports.sources.Source`.

    ThousandEyes sends the intake key itself, as Basic or bearer.
    """

    name = "thousandeyes"

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The event."""
        body = told_by(incoming, "eventType")
        if body is None:
            return None
        state = _TYPES.get(body.text("eventType").rpartition("_")[2])
        is_ours = "alert" in body or "agentAlert" in body or body.text("eventType") == _TEST
        return [_thousandeyes(body, state)] if state and is_ours else None


_TEST = "WEBHOOK_TEST"


def _thousandeyes(body: Told, state: EventState) -> Report:
    alert = body.told("alert") if "alert" in body else body.told("agentAlert")
    rule = alert.text("ruleName")
    place = alert.first("testName", "agentName", "hostname")
    cleared = state is EventState.CLEARED
    name = ThousandEyes.name
    if state is EventState.TEST:
        title = "ThousandEyes can reach hipadmin"
    else:
        title = f"{rule} on {place}" if rule and place else rule or place
    labels = fit_labels({"test": place, "type": alert.text("type")})
    action = ACTIONS.get(state, "alertChanged")
    return Report(
        state=state,
        title=fit_title(title, "Alert"),
        source_id=fit_id(body.text("eventId")) if body.text("eventId") else "",
        kind=name,
        accesses=(alert_access(name, fit_name(rule), action, labels),),
        details=fit("\n".join(_about(body, alert, cleared)), DETAILS_MAX),
        link=fit_link(alert.text("permalink")),
        at=_when(alert, "dateEnd" if cleared else "dateStart"),
        project=fit(place),
        series=fit(rule),
        correlation=_correlation(alert, rule, place),
        severity=fit(alert.text("severity").lower(), WORD_MAX),
    )


def _correlation(alert: Told, rule: str, place: str) -> str:
    """Its own id; alerts of agents have none, so rule and agent stand for it."""
    return fit_id(alert.text("alertId") or f"{rule} {place}".strip() or "alert")


def _when(alert: Told, name: str) -> datetime | None:
    """Only a time in UTC can be told: other zones stand as letters that several share."""
    text = alert.text(f"{name}Zoned")
    return written_time(text) if text else time_of_epoch(alert.number(name))


def _about(body: Told, alert: Told, cleared: bool) -> Iterator[str]:
    if alert.text("ruleExpression"):
        yield alert.text("ruleExpression")
    if body.text("text"):
        yield body.text("text")
    metrics = "metricsAtEnd" if cleared else "metricsAtStart"
    for number, agent in enumerate(alert.tolds("agents")):
        if number < _AGENTS:
            parts = (agent.text("agentName"), agent.text(metrics))
            yield ": ".join(part for part in parts if part)
    if alert.text(metrics):
        yield alert.text(metrics)


class Sematext(ByKey):
    """Reads the custom webhook with members of its own names; see `ports.sources.Source`.

    Sematext sends the intake key itself, in a header of the webhook.
    """

    name = "sematext"

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """The event."""
        body = told_by(incoming, "backToNormal")
        if body is None or "ruleType" not in body:
            return None
        return [_sematext(body)]


def _sematext(body: Told) -> Report:
    normal = body.value("backToNormal")
    back = normal is True or str(normal).strip().lower() == "true"
    state = EventState.CLEARED if back else EventState.TRIGGERED
    app, type_ = body.text("applicationId"), body.text("ruleType")
    filters = body.labels("filters")
    about = json.dumps(filters, sort_keys=True) if filters else body.text("filters")
    labels = fit_labels({**filters, "app": app})
    return Report(
        state=state,
        title=fit_title(body.text("title"), f"{type_} {app}".strip() or "Alert"),
        kind=Sematext.name,
        accesses=(alert_access(Sematext.name, fit_name(type_), ACTIONS[state], labels),),
        details=fit(body.text("description"), DETAILS_MAX),
        link=fit_link(body.text("troubleshootUrl")),
        at=_created(body),
        project=fit(app),
        series=fit(type_),
        correlation=fit_id(app, type_, about),
        severity=fit(body.text("priority").lower(), WORD_MAX),
    )


def _created(body: Told) -> datetime | None:
    """Told in milliseconds since 1970 or as RFC 3339, as the template has it."""
    number = body.number("createTimestamp")
    return written_time(body.text("createTimestamp")) or time_of_epoch(number, per_second=1000)
