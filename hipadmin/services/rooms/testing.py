"""Test: one gray text message to a room, without notifying anyone, and what came of it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from hipadmin.domain.change import Action, Entity
from hipadmin.domain.health import Outcome, RoomResult, failure
from hipadmin.domain.integration import Integration, IntegrationDraft, Room
from hipadmin.domain.ports import Cancel, Clock, NeverCancel, Store, Unit
from hipadmin.domain.token import Secret, TokenInfo
from hipadmin.hipchat.errors import Cancelled, HipChatError, MessageRejected
from hipadmin.services.access import Server, draft_access
from hipadmin.services.configuration.records import Act, Acts
from hipadmin.services.rooms.findings import info_of, learned_name, sample_message
from hipadmin.services.rooms.targets import Target, as_stored, room_named, target_of
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.views import chosen_rooms
from hipadmin.services.wanted import Dropped

if TYPE_CHECKING:
    from hipadmin.domain.message import Message
    from hipadmin.hipchat.wire.types import Sent as Answer
    from hipadmin.hipchat.wire.types import TokenSession

ASK_ABOVE = 3
"""More rooms than this are tested only after asking."""


class Chat(Protocol):
    """The part of a HipChat client that a test needs."""

    def send_notification(
        self,
        room: str,
        message: str,
        *,
        color: str,
        notify: bool,
        message_format: str,
        sender: str | None,
        card: Mapping[str, object] | None,
    ) -> "Answer":
        """Post to the room. Raises HipChatError."""

    def introspect(self) -> "TokenSession":
        """Ask the server what the token is. Raises HipChatError."""

    def cancel(self) -> None:
        """End a waiting call from another thread."""

    def close(self) -> None:
        """Let go of the connection."""


Connect = Callable[[Server, Secret], Chat]
"""Makes a client; from the composition root."""


class Sent(StrEnum):
    """Whether the message left."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of one target. ``text`` says in words what is wrong and what to do; empty if OK.

    ``rejected``: the server reached the room and did not like the message.
    """

    target: Target
    outcome: Outcome
    at: datetime
    sent: Sent
    status: int | None = None
    elapsed_ms: int | None = None
    text: str = ""
    cancelled: bool = False
    info: TokenInfo | None = None
    rejected: bool = False


class RoomTests:
    """Plans and runs tests. ``run`` blocks on the network and, before it, on the vault."""

    def __init__(
        self, store: Store, tokens: TokenKeeper, connect: Connect, clock: Clock, acts: Acts
    ) -> None:
        self._acts = acts
        self._store = store
        self._tokens = tokens
        self._connect = connect
        self._clock = clock

    def targets(
        self, integration_id: str, room_ids: Collection[str] | None = None
    ) -> tuple[Target, ...]:
        """The integration's rooms that are on, or exactly ``room_ids``; if all are off, all."""
        integration = self._store.read(lambda unit: unit.integrations.get(integration_id))
        rooms = integration.rooms
        if room_ids is not None:
            wanted = [r for r in rooms if r.id in room_ids]
        else:
            wanted = [r for r in rooms if r.enabled] or list(rooms)
        return tuple(target_of(integration, r) for r in wanted)

    def own_target(self, integration_id: str, room: str) -> Target:
        """A room a person named for an integration that has none."""
        integration = self._store.read(lambda unit: unit.integrations.get(integration_id))
        return room_named(integration, room)

    def target_again(self, integration: str, room: str, room_id: str | None) -> Target | None:
        """A target of before, None if it is gone.

        It is the stored room ``room_id``; without an id ``room`` of the integration called so.
        """
        for found in self._store.read(lambda unit: unit.integrations.all()):
            stored = next((r for r in found.rooms if r.id == room_id), None)
            if stored is not None:
                return target_of(found, stored)
            if room_id is None and found.name == integration:
                return room_named(found, room)
        return None

    def as_stored(self, targets: Sequence[Target]) -> tuple[Target | None, ...]:
        """Each as it is now, None if it is gone."""
        found = {i.id: i for i in self._store.read(lambda unit: unit.integrations.all())}
        return tuple(as_stored(t, found.get(t.integration_id or "")) for t in targets)

    def notification_targets(self, notification_id: str) -> tuple[Target, ...]:
        """The rooms of a room notification that are on (if all are off, all), and its own ones."""

        def work(unit: Unit) -> tuple[Target, ...]:
            notification = unit.notifications.get(notification_id)
            integration = unit.integrations.get(notification.integration_id)
            rooms = chosen_rooms(notification, integration)
            wanted = [r for r in rooms if r.enabled] or list(rooms)
            return (
                *(target_of(integration, r) for r in wanted),
                *(room_named(integration, own) for own in notification.rooms.own),
            )

        return self._store.read(work)

    def draft_targets(
        self, draft: IntegrationDraft, current: Integration | None
    ) -> tuple[Target, ...]:
        """The rooms of a draft that are on, with its unsaved tokens."""
        access = draft_access(draft, current)
        targets = []
        for room, way in zip(draft.rooms, access.rooms, strict=True):
            if room.enabled:
                where = room.room.strip()
                shown = room.name or where
                ref, secret = way.token_ref, way.secret
                targets.append(
                    Target(draft.name.strip(), way.server, where, shown, None, ref, secret)
                )
        return tuple(targets)

    def run(
        self, target: Target, cancel: Cancel | None = None, message: "Message | None" = None
    ) -> Tried:
        """Send ``message``, else the test message, and keep the result of a stored room.

        The test of an integration that is stored is an act of whoever runs this.
        A message of a person's own that the server rejects says nothing of the room. Never raises
        for what the network or the server does; VaultTrouble and StoreTrouble pass.
        """
        try:
            secret = target.access.token(self._tokens, cancel)
        except Dropped:
            return self._cancelled(target)
        if not secret:
            tried = self._not_sent(target)
        else:
            said = message or sample_message(target.integration)
            tried = self._send(target, secret, cancel or NeverCancel(), said)
        tells = not tried.cancelled and (message is None or not tried.rejected)
        if target.integration_id and tells:
            self._acts.perform(lambda act: self._note(act, tried, is_test=message is None))
        return tried

    def _note(self, act: Act, tried: Tried, *, is_test: bool) -> None:
        self._keep(act.unit, tried)
        target, answer = tried.target, tried.text or str(tried.status)
        if is_test:
            act.note(
                Action.VALIDATE_CONNECTION,
                Entity.INTEGRATION,
                target.integration_id or "",
                target.integration,
                None,
                {"room": target.shown, "answer": answer},
            )

    def adopt(self, integration: Integration, tried: Iterable[Tried]) -> None:
        """Keep what a test of its draft found for the integration that was saved from it."""
        kept = [(room, one) for one in tried if (room := _tested_room(integration, one))]

        def work(unit: Unit) -> None:
            for room, one in kept:
                ref = integration.token_for(room)
                target = replace(one.target, room_id=room.id, token_ref=ref, secret=None)
                self._keep(unit, replace(one, target=target))

        if kept:
            self._store.write(work)

    def _cancelled(self, target: Target) -> Tried:
        text = "Cancelled: not sent."
        return Tried(target, Outcome.NOT_SENT, self._clock(), Sent.NO, text=text, cancelled=True)

    def _not_sent(self, target: Target) -> Tried:
        text = f"Not sent: the vault has no token for “{target.shown}”. Enter one."
        return Tried(target, Outcome.NOT_SENT, self._clock(), Sent.NO, text=text)

    def _send(self, target: Target, secret: Secret, cancel: Cancel, said: "Message") -> Tried:
        client = self._connect(target.server, secret)
        cancel.on_cancel(client.cancel)
        try:
            answer = client.send_notification(
                target.room,
                said.text,
                color=said.color,
                notify=said.notify,
                message_format=said.format,
                sender=said.sender or None,
                card=said.card,
            )
            return Tried(
                target,
                Outcome.OK,
                self._clock(),
                Sent.YES,
                answer.status,
                round(answer.elapsed_s * 1000),
                info=self._info(client),
            )
        except HipChatError as error:
            return self._failed(target, error)
        finally:
            client.close()

    def _failed(self, target: Target, error: HipChatError) -> Tried:
        return Tried(
            target,
            failure(error.status),
            self._clock(),
            Sent.MAYBE if error.outcome_unknown else Sent.NO,
            error.status,
            text=str(error),
            cancelled=isinstance(error, Cancelled),
            rejected=isinstance(error, MessageRejected),
        )

    def _info(self, client: Chat) -> TokenInfo | None:
        try:
            return info_of(client.introspect(), self._clock())
        except HipChatError:
            # The message arrived, which is what was asked; the label stays unknown.
            return None

    def _keep(self, unit: Unit, tried: Tried) -> None:
        room_id, ref = tried.target.room_id, tried.target.token_ref
        if room_id is None:
            return
        unit.results.save(
            RoomResult(
                room_id, tried.at, tried.outcome, tried.status, tried.elapsed_ms, text=tried.text
            )
        )
        if tried.info and ref and not tried.target.secret:
            unit.tokens.save_info(ref, tried.info)
            name = learned_name(tried.target.room, tried.info)
            if name:
                unit.integrations.note_room_name(room_id, name)


def _tested_room(integration: Integration, tried: Tried) -> Room | None:
    room = integration.room_called(tried.target.room)
    return room if room and not tried.cancelled else None
