"""One sentence that says what a room notification sends where."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QCoreApplication

from hipadmin.domain.integration import Integration, Room
from hipadmin.domain.notification import ConditionAction, MessageFormat
from hipadmin.domain.redaction import mask_pasted
from hipadmin.domain.shortening import shorten
from hipadmin.domain.subscription import (
    NotificationDraft,
    RoomChoice,
    RoomNotification,
    Subscription,
    SubscriptionKind,
)
from hipadmin.gui.look.direction import isolated
from hipadmin.gui.notification.when_words import builds_words, duration_words
from hipadmin.gui.widgets.labels import Rich
from hipadmin.gui.words.kinds import events_name

translate = QCoreApplication.translate

NAMED = 4
"""Rooms named one by one; of more, the first three and a number."""
LONGEST = 100
"""Characters of a name that are told; no longer one is valid, but one may have been pasted."""


def draft_of(notification: RoomNotification) -> NotificationDraft:
    """Read a stored notification as a draft."""
    return NotificationDraft(
        notification.subscription_id,
        notification.integration_id,
        notification.name,
        notification.rooms,
        notification.projects,
        notification.policy,
        notification.send_when_clears,
        notification.enabled,
        notification.when,
        notification.conditions,
        notification.message,
    )


def sentence(
    draft: NotificationDraft, subscription: Subscription, integration: Integration | None
) -> Rich:
    """Say what ``draft`` sends where, and what keeps it from sending now.

    Without an integration, or without a room, it says that nothing is sent.
    """
    if integration is None:
        return _plain(
            translate("Sentence", "Sends nothing yet: choose the integration to send through.")
        )
    if not (_rooms(draft.rooms, integration) or draft.rooms.own):
        return _fill(
            translate("Sentence", "Sends nothing yet: no room of {integration} is chosen."),
            integration=_bold(integration.name),
        )
    parts = [_main(draft, subscription, integration)]
    parts += _limits(draft)
    parts += _clears(draft)
    parts += _held(draft, integration)
    return _joined(parts, " ")


def _main(draft: NotificationDraft, subscription: Subscription, integration: Integration) -> Rich:
    passing = _passing(draft)
    template = translate("Sentence", "Sends {events} of {source} to {rooms} through {integration}")
    if passing:
        template = translate(
            "Sentence", "Sends {events} of {source} {passing} to {rooms} through {integration}"
        )
    main = _fill(
        template,
        events=_events(draft, subscription),
        source=_source(draft, subscription),
        passing=_plain(passing),
        rooms=_where(draft.rooms, integration),
        integration=_bold(integration.name),
    )
    return _joined([main, *_tail(draft), _plain(".")], "")


def _passing(draft: NotificationDraft) -> str:
    sorts = any(row.action is not ConditionAction.MENTION for row in draft.conditions)
    if draft.policy and sorts:
        return translate("Sentence", "that policy and conditions let pass")
    if draft.policy:
        return translate("Sentence", "that the policy lets pass")
    return translate("Sentence", "that the conditions let pass") if sorts else ""


def _tail(draft: NotificationDraft) -> list[Rich]:
    notifying = _plain(_notifying(draft))
    if not draft.when.at_most_every:
        return [notifying]
    every = _bold(duration_words(draft.when.at_most_every))
    return [_fill(translate("Sentence", ", at most every {every}"), every=every), notifying]


def _notifying(draft: NotificationDraft) -> str:
    if draft.message.notify:
        return translate("Sentence", ", notifying people")
    mentions = any(row.action is ConditionAction.MENTION for row in draft.conditions)
    # mentions notify in texts only
    if mentions and draft.message.format is MessageFormat.TEXT:
        return translate("Sentence", ", notifying only those it mentions")
    return translate("Sentence", ", without notifying people")


def _events(draft: NotificationDraft, subscription: Subscription) -> Rich:
    if subscription.kind is not SubscriptionKind.CI:
        return _bold(events_name(subscription.kind))
    phrases = builds_words(draft.when)
    return _named(phrases) if phrases else _bold(translate("Sentence", "no builds"))


def _limits(draft: NotificationDraft) -> list[Rich]:
    """Say what is left out beside the filter."""
    parts, when = [], draft.when
    if when.branches.only:
        text = translate("Sentence", "Only the branches {names} count.")
        parts.append(_fill(text, names=_named(when.branches.only)))
    if when.branches.but:
        text = translate("Sentence", "The branches {names} do not count.")
        parts.append(_fill(text, names=_named(when.branches.but)))
    if when.schedule.active:
        parts.append(_plain(translate("Sentence", "Outside its schedule it is silent.")))
    return parts


def _source(draft: NotificationDraft, subscription: Subscription) -> Rich:
    if not draft.projects:
        return _bold(subscription.name)
    return _fill(
        translate("Sentence", "{projects} in {subscription}"),
        projects=_named(draft.projects),
        subscription=_bold(subscription.name),
    )


def _where(choice: RoomChoice, integration: Integration) -> Rich:
    if not choice.every:
        chosen = [r.shown for r in _rooms(choice, integration)]
        return _named([*chosen, *map(mask_pasted, choice.own)])
    everywhere = _everywhere(integration)
    if not choice.own:
        return everywhere
    return _fill(
        translate("Sentence", "{rooms} and also {others}"),
        rooms=everywhere,
        others=_named([mask_pasted(room) for room in choice.own]),
    )


def _everywhere(integration: Integration) -> Rich:
    if not integration.rooms:
        return _bold(translate("Sentence", "all rooms it will have"))
    return _fill(
        translate("Sentence", "{all} (now {rooms}, later also new ones)"),
        all=_bold(translate("Sentence", "all rooms")),
        rooms=_named([r.shown for r in integration.rooms]),
    )


def _clears(draft: NotificationDraft) -> list[Rich]:
    if not draft.send_when_clears:
        return []
    return [_plain(translate("Sentence", "It also says when an alert clears."))]


def _held(draft: NotificationDraft, integration: Integration) -> list[Rich]:
    """Say what above or below is off; the highest cause is enough."""
    if not draft.enabled:
        return [_plain(translate("Sentence", "It is off, so nothing is sent now."))]
    if not integration.enabled:
        text = translate("Sentence", "{integration} is off, so nothing is sent now.")
        return [_fill(text, integration=_bold(integration.name))]
    silent = [r.shown for r in _rooms(draft.rooms, integration) if not r.enabled]
    if not silent:
        return []
    if len(silent) == 1:
        text = translate("Sentence", "Nothing reaches {rooms} now: the room is off.")
    else:
        text = translate("Sentence", "Nothing reaches {rooms} now: these rooms are off.")
    return [_fill(text, rooms=_named(silent))]


def _rooms(choice: RoomChoice, integration: Integration) -> Sequence[Room]:
    if choice.every:
        return integration.rooms
    return [r for r in integration.rooms if r.id in choice.room_ids]


def _named(names: Sequence[str]) -> Rich:
    if len(names) > NAMED:
        rest = translate("Sentence", "{count} more").format(count=len(names) - NAMED + 1)
        names = [*names[: NAMED - 1], rest]
    bold = [_bold(name) for name in names]
    if len(bold) == 1:
        return bold[0]
    return _fill(
        translate("Sentence", "{some} and {last}"),
        some=_joined(bold[:-1], translate("Sentence", ", ")),
        last=bold[-1],
    )


def _bold(text: str) -> Rich:
    alone = isolated(shorten(text, LONGEST, "text"))
    return Rich(alone, f"<b>{escape(alone)}</b>")


def _plain(text: str) -> Rich:
    return Rich(text, escape(text))


def _joined(parts: Sequence[Rich], between: str) -> Rich:
    return Rich(between.join(p.plain for p in parts), between.join(p.html for p in parts))


def _fill(template: str, **parts: Rich) -> Rich:
    plain = {name: part.plain for name, part in parts.items()}
    html = {name: part.html for name, part in parts.items()}
    return Rich(template.format(**plain), escape(template).format(**html))
