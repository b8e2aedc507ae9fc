"""What the list of integrations tells of deliveries: read after the list, kept beside it."""

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal

from hipadmin.gui.context import Context
from hipadmin.gui.jobs import JobContext, Lane
from hipadmin.gui.models.columns import ABSENT, CellKind, Column, Fit
from hipadmin.gui.words.texts import ago, clock_or_day
from hipadmin.services.views import IntegrationRow

if TYPE_CHECKING:  # all about events and deliveries, which the first list need not wait for
    from hipadmin.services.history.activity import IntegrationFacts

translate = QCoreApplication.translate

_log = logging.getLogger(__name__)


class DeliveryFacts(QObject):
    """Facts by integration.

    Signals:
        changed: some are others now.
    """

    changed = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._facts: Mapping[str, IntegrationFacts] = {}
        self._reading = self._again = False

    def of(self, integration_id: str) -> "IntegrationFacts | None":
        """What is known of one, None before it was read."""
        return self._facts.get(integration_id)

    def read(self) -> None:
        """Read again; what changed while that goes on is read once it is done."""
        if self._reading:
            self._again = True
            return
        self._reading = True
        services, known = self._context.services, self._facts

        def news(_job: JobContext) -> "Mapping[str, IntegrationFacts] | None":
            facts = services.activity.facts()
            return facts if facts != known else None  # compared here: there may be thousands

        self._context.jobs.run(
            news,
            then=self._on_read,
            failed=self._on_not_read,
            lane=Lane.READ,
            owner=self,
        )

    def _on_read(self, news: "Mapping[str, IntegrationFacts] | None") -> None:
        self._reading = False
        if news is not None:
            self._facts = news
            self.changed.emit()
        self._once_more()

    def _on_not_read(self, error: Exception) -> None:
        self._reading = False
        _log.info("what was delivered is not known: %s", error)
        self._once_more()

    def _once_more(self) -> None:
        if self._again:
            self._again = False
            self.read()


def bars(facts: "IntegrationFacts | None") -> list[tuple[int, int]]:
    """What was delivered and what failed, hour by hour."""
    return [(hour.delivered, hour.failed) for hour in facts.hours] if facts else []


def hours_text(facts: "IntegrationFacts | None") -> str:
    """The same in words, "" if nothing happened."""
    delivered = sum(good for good, _bad in bars(facts))
    failed = sum(bad for _good, bad in bars(facts))
    locale = QLocale()
    if not delivered and not failed:
        return ""
    if not failed:
        words = translate("Integrations", "{delivered} delivered")
    else:
        words = translate("Integrations", "{delivered} delivered, {failed} failed")
    return words.format(delivered=locale.toString(delivered), failed=locale.toString(failed))


def hours_tip(facts: "IntegrationFacts | None") -> str:
    """Numbers of 24 hours, the last delivery, and since when it fails."""
    if facts is None:
        return ""
    lines = []
    if text := hours_text(facts):
        lines.append(translate("Integrations", "Last 24 hours: {text}").format(text=text))
    if facts.last_delivery is not None:
        words = translate("Integrations", "Last delivery {time}, {ago}")
        at = facts.last_delivery
        lines.append(words.format(time=clock_or_day(at), ago=ago(at)))
    if facts.failing_since is not None:
        words = translate("Integrations", "Failing since {time}")
        lines.append(words.format(time=clock_or_day(facts.failing_since)))
    return "\n".join(lines)


def hours_column(facts: DeliveryFacts) -> Column[IntegrationRow]:
    """24 hours: a bar for each."""
    return Column(
        "hours",
        translate("Integrations", "24 hours"),
        text=lambda row: hours_text(facts.of(row.id)),
        kind=CellKind.BARS,
        bars=lambda row: bars(facts.of(row.id)),
        tooltip=lambda row: hours_tip(facts.of(row.id)),
        accessible=lambda row: hours_text(facts.of(row.id)) or ABSENT,
        sort=lambda row: sum(map(sum, bars(facts.of(row.id)))),
        fit=Fit(give=0, drop=5),
    )
