"""What can be done with alerts: acknowledged, assigned, muted, closed; conflicts are told."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from hipadmin.domain.alert import Alert, AlertState
from hipadmin.domain.errors import HipadminError
from hipadmin.gui.context import Context
from hipadmin.gui.models.alert_words import since
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.widgets.message_bar import Act, Message

Verb = Callable[[Alert], Alert]


class AlertActs(QObject):
    """Does it off the GUI thread, to all that are selected, and says what came of it.

    Signals:
        done: something was done, or could not be; look again.
    """

    done = Signal()

    def __init__(self, context: Context, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._page = page

    def acknowledge(self, alerts: Sequence[Alert]) -> None:
        """Take note of those that are open."""
        verbs = self._context.services.alerts
        wanted = [alert for alert in alerts if alert.state is AlertState.OPEN]
        self._do(
            wanted,
            lambda alert: verbs.acknowledge(alert.number, alert.version),
            self.tr("Acknowledged {names}."),
        )

    def close(self, alerts: Sequence[Alert]) -> None:
        """Close those that are not."""
        verbs = self._context.services.alerts
        wanted = [alert for alert in alerts if alert.state is not AlertState.CLOSED]
        said = self.tr("Closed {names}; quiet until the source has cleared.")
        self._do(wanted, lambda alert: verbs.close(alert.number, alert.version), said)

    def ask_whom(self, alerts: Sequence[Alert]) -> None:
        """Ask into whose hands they are put."""
        from hipadmin.gui.dialogs.assign_alert import AssignDialog  # opened once in a while

        wanted = [alert for alert in alerts if alert.state is not AlertState.CLOSED]
        if not wanted:
            return
        held = {alert.assignee for alert in wanted}
        now = held.pop() if len(held) == 1 else ""
        dialog = AssignDialog(self._context.look, self._names(wanted), now, self._page.window())
        dialog.chosen.connect(lambda name: self.assign(wanted, name))
        dialog.open()

    def assign(self, alerts: Sequence[Alert], name: str) -> None:
        """Put them into somebody's hands, "" for nobody's."""
        verbs = self._context.services.alerts
        said = self.tr("Assigned {names} to {to}.") if name else self.tr("{names}: nobody has it.")
        self._do(
            alerts,
            lambda alert: verbs.assign(alert.number, name, alert.version),
            said.replace("{to}", name),
        )

    def mute(self, alerts: Sequence[Alert], span: timedelta | None) -> None:
        """Silence their repeats for that long, None to end that."""
        verbs = self._context.services.alerts
        until = datetime.now(UTC) + span if span is not None else None
        said = self.tr("{names}: repeats are sent again.")
        if until is not None:
            said = self.tr("Muted {names} until {time}.").replace("{time}", since(until))
        wanted = [alert for alert in alerts if alert.state is not AlertState.CLOSED]
        self._do(wanted, lambda alert: verbs.mute(alert.number, until, alert.version), said)

    def _do(self, alerts: Sequence[Alert], verb: Verb, said: str) -> None:
        if not alerts:
            return

        def work(_job: object) -> list[tuple[Alert, str]]:
            refused = []
            for alert in alerts:
                try:
                    verb(alert)
                except HipadminError as error:
                    refused.append((alert, error.text))
            return refused

        def then(refused: list[tuple[Alert, str]]) -> None:
            kept = {alert.number for alert, _why in refused}
            done = [alert for alert in alerts if alert.number not in kept]
            if done:
                self._context.navigator.note(said.replace("{names}", self._names(done)))
            self._say_refused(refused)
            self.done.emit()

        self._context.jobs.run(work, then=then, failed=self._context.navigator.explain, owner=self)

    def _names(self, alerts: Sequence[Alert]) -> str:
        if len(alerts) == 1:
            return self.tr("alert {number}").format(number=alerts[0].number)
        return self.tr("{count} alerts").format(count=len(alerts))

    def _say_refused(self, refused: Sequence[tuple[Alert, str]]) -> None:
        navigator = self._context.navigator
        if not refused:
            navigator.unsay("alerts")
            return
        names = self._names([alert for alert, _why in refused])
        cause = self.tr("Nothing was done with {names}:").format(names=names)
        text = " ".join(dict.fromkeys(why for _alert, why in refused))
        close = Act(self.tr("Close"), lambda: navigator.unsay("alerts"))
        navigator.say("alerts", Message(Tone.WARN, cause, text, (close,)))
