"""Grafana: unified alerting, which speaks like Alertmanager, and the older alerts of panels."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hipadmin.domain.event import EventState, Report
from hipadmin.domain.event_checks import DETAILS_MAX
from hipadmin.domain.incoming import Incoming, Reading
from hipadmin.domain.resources import alert_access
from hipadmin.sources.alertmanager import ACTIONS, grouped_alerts, is_group
from hipadmin.sources.fitting import fit, fit_id, fit_labels, fit_link, fit_name, fit_title
from hipadmin.sources.proofs import ByKey
from hipadmin.sources.told import Told, told_by

NAME = "grafana"
_STATES: Mapping[str, EventState] = MappingProxyType(
    {"alerting": EventState.TRIGGERED, "ok": EventState.CLEARED}
)


class Grafana(ByKey):
    """Reads both forms; see `ports.sources.Source`.

    Grafana sends the intake key itself, in an Authorization header.
    """

    name = NAME

    def read(self, incoming: Incoming) -> Sequence[Reading] | None:
        """One event per alert."""
        body = told_by(incoming, "alerts", "ruleName")
        if body is None:
            return None
        if "orgId" in body and is_group(body):
            return list(grouped_alerts(body, NAME))
        return [_panel_alert(body)] if "ruleName" in body and "ruleId" in body else None


def _panel_alert(body: Told) -> Report:
    """Grafana 7 and older; it gives neither a time nor an id of the event."""
    state, rule = _STATES.get(body.text("state"), EventState.CHANGED), body.text("ruleName")
    labels = fit_labels(body.labels("tags"))
    return Report(
        state=state,
        title=fit_title(body.text("title"), rule or "Alert"),
        kind=NAME,
        accesses=(alert_access(NAME, fit_name(rule), ACTIONS.get(state, "alertChanged"), labels),),
        details=fit(body.text("message"), DETAILS_MAX),
        link=fit_link(body.text("ruleUrl")),
        series=fit(rule),
        correlation=fit_id("rule", body.text("orgId"), body.text("ruleId")),
    )
