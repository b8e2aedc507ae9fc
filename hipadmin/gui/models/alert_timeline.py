"""What happened to an alert, moment by moment: acts of people and source, and messages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.activity import DeliveryRow
from hipadmin.domain.alert import AlertAct, AlertEntry
from hipadmin.domain.delivery import DeliveryState
from hipadmin.gui.look.icons import Icon
from hipadmin.gui.models.alert_words import since
from hipadmin.gui.models.delivery_words import delivery_mark, why_delivery
from hipadmin.gui.models.event_words import reason
from hipadmin.gui.models.roles import Tone
from hipadmin.services.history.stories import AlertStory, Story

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of it; ``more`` stands below in smaller letters."""

    at: datetime
    icon: Icon
    tone: Tone
    text: str
    more: str = ""


def moments(story: AlertStory) -> list[Moment]:
    """Everything that happened, oldest first."""
    found = [_of_entry(entry) for entry in story.history]
    for event in story.stories:
        found += _of_messages(event)
        found += _of_verdicts(event)
    return sorted(found, key=lambda moment: moment.at)


def _of_entry(entry: AlertEntry) -> Moment:
    if entry.act is AlertAct.TRIGGERED:
        return Moment(entry.at, Icon.BELL_RING, Tone.DANGER, translate("Alerts", "Triggered"))
    if entry.act is AlertAct.CLEARED:
        return Moment(entry.at, Icon.CHECK, Tone.OK, translate("Alerts", "Cleared by its source"))
    icon = {AlertAct.ACKNOWLEDGED: Icon.EYE_CHECK, AlertAct.ASSIGNED: Icon.USER_PLUS}
    default = Icon.BELL_OFF if entry.act is AlertAct.MUTED else Icon.CHECK
    return Moment(entry.at, icon.get(entry.act, default), Tone.INFO, _done(entry))


def _done(entry: AlertEntry) -> str:
    who = entry.actor or translate("Alerts", "somebody")
    if entry.act is AlertAct.ACKNOWLEDGED:
        return translate("Alerts", "Acknowledged by {who}").format(who=who)
    if entry.act is AlertAct.ASSIGNED:
        to = entry.note or translate("Alerts", "nobody")
        return translate("Alerts", "Assigned to {to} by {who}").format(to=to, who=who)
    if entry.act is AlertAct.CLOSED:
        return translate("Alerts", "Closed by {who}").format(who=who)
    if not entry.note:
        return translate("Alerts", "Unmuted by {who}").format(who=who)
    until = since(datetime.fromisoformat(entry.note))
    return translate("Alerts", "Muted until {time} by {who}").format(time=until, who=who)


def _of_messages(event: Story) -> Iterator[Moment]:
    for delivery in event.fates.deliveries:
        carrier = event.fates.carrier(delivery)
        mark = delivery_mark(carrier.state)
        at = carrier.settled_at or (carrier.last.at if carrier.last else carrier.created_at)
        text = _posted(carrier).format(room=delivery.room)
        yield Moment(at, mark.icon, mark.tone, text, why_delivery(delivery, carrier))


def _posted(row: DeliveryRow) -> str:
    if row.state is DeliveryState.DELIVERED:
        return translate("Alerts", "Posted in {room}")
    if row.state.is_open:
        return translate("Alerts", "On its way to {room}")
    return translate("Alerts", "Not posted in {room}")


def _of_verdicts(event: Story) -> Iterator[Moment]:
    for named in event.verdicts:
        if not named.verdict.passed:
            name = named.notification or translate("Alerts", "a deleted room notification")
            text = translate("Alerts", "Held back by {name}").format(name=name)
            at = event.row.received_at
            yield Moment(at, Icon.MINUS_CIRCLE, Tone.NEUTRAL, text, reason(named.verdict))
