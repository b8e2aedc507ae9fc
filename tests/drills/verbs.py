"""What is interrupted: each verb with what must be there before. A new one is one line below."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from hipadmin import app
from hipadmin.domain.intake_key import OVERLAP
from hipadmin.domain.integration import (
    CLEAR,
    KEEP,
    Integration,
    IntegrationDraft,
    RoomDraft,
    TokenEdit,
)
from hipadmin.domain.ports import NeverCancel
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, SubscriptionDraft
from hipadmin.services.files.config_file import read_config
from hipadmin.services.intake.intake_keys import IntakeKeys
from hipadmin.services.rooms.revoking import Revoking
from tests.drills.world import LATER, TOKENS, World

ENDPOINT = "http://127.0.0.1:9/v2"
FILE = f"""
version: 1
integrations:
  - name: Ops
    endpoint: {ENDPOINT}
    token_env: THIRD
    rooms: [{{room: War, token_env: FOURTH}}]
  - {{name: New, endpoint: "{ENDPOINT}", token_env: FIFTH, rooms: [{{room: 1}}, {{room: 2}}]}}
subscriptions:
  - {{name: web, kind: ci, notifications: [{{name: failures, integration: New, rooms: [1]}}]}}
  - {{name: fresh, kind: flags, notifications: [{{name: all, integration: Ops, rooms: all}}]}}
"""


@dataclass(frozen=True, slots=True)
class Verb:
    """``act`` is interrupted; ``prepare`` has come before, whole.

    ``first`` is done before it by the same process, without being interrupted. ``unseen``: ``act``
    changes nothing of the configuration.
    """

    act: Callable[[World], object]
    prepare: Callable[[World], object]
    first: Callable[[World], object] | None = None
    unseen: bool = False


def to(name: str) -> TokenEdit:
    return TokenEdit.to(TOKENS[name])


def one(world: World, name: str = "Ops") -> Integration:
    found = world.store.read(lambda unit: unit.integrations.by_name(name))
    assert found is not None
    return found


def ready(world: World) -> None:
    """One integration with two tokens and two rooms, used by two subscriptions; two unused.

    The first by name is off, so that doctor asks no network before it.
    """
    services = world.services
    services.integrations.add(IntegrationDraft("0", ENDPOINT, enabled=False))
    ids = [services.subscriptions.add(SubscriptionDraft(name)).id for name in ("api", "web")]
    rooms = (RoomDraft("War", to("second")), RoomDraft("Quiet", CLEAR, enabled=False))
    services.integrations.add(IntegrationDraft("Alone", ENDPOINT, to("fifth"), enabled=False))
    ops = services.integrations.add(
        IntegrationDraft("Ops", ENDPOINT, to("first"), rooms, use_in=tuple(ids))
    )
    chosen = RoomChoice(every=False, room_ids=(ops.rooms[0].id,))
    services.notifications.add(NotificationDraft(ids[1], ops.id, "failures", chosen))


def add(world: World) -> None:
    rooms = (RoomDraft("A", to("third")), RoomDraft("B"), RoomDraft("C", to("fourth")))
    every = world.store.read(lambda unit: [s.id for s in unit.subscriptions.all()])
    world.services.integrations.add(
        IntegrationDraft("Added", ENDPOINT, to("sixth"), rooms, use_in=tuple(every))
    )


def edit(world: World) -> None:
    ops = one(world)
    rooms = (
        RoomDraft("New", to("third")),
        RoomDraft("War", to("fourth"), id=ops.rooms[0].id),
        RoomDraft("Loud", KEEP, id=ops.rooms[1].id),
    )
    draft = IntegrationDraft("Ops 2", ENDPOINT, KEEP, rooms)
    world.services.integrations.edit(ops.id, ops.version, draft)


def move(world: World) -> None:
    """To another host: every stored token goes."""
    ops = one(world)
    rooms = tuple(RoomDraft(r.room, KEEP, id=r.id) for r in ops.rooms)
    draft = IntegrationDraft("Ops", "http://127.0.0.2:9/v2", to("third"), rooms)
    world.services.integrations.edit(ops.id, ops.version, draft)


def switch(world: World) -> None:
    ops = one(world)
    world.services.integrations.set_enabled(ops.id, ops.version, not ops.enabled)


def delete(world: World) -> None:
    alone = one(world, "Alone")
    world.services.integrations.delete(alone.id, alone.version)


def remove_from_all(world: World) -> None:
    ops = one(world)
    world.services.integrations.remove_from_all_and_delete(ops.id, ops.version)


def delete_subscription(world: World) -> None:
    web = world.store.read(lambda unit: unit.subscriptions.by_name("web"))
    assert web is not None
    world.services.subscriptions.delete(web.id, web.version)


def undo(world: World) -> None:
    world.services.undo.undo()


def edited_and_back(world: World) -> None:
    edit(world)
    undo(world)


def redo(world: World) -> None:
    world.services.undo.redo()


def apply(world: World) -> None:
    environment = {name.upper(): token.reveal() for name, token in TOKENS.items()}
    os.environ.update(environment)
    world.services.apply.apply(read_config(FILE.encode()))


def backed_up(world: World) -> None:
    """A backup, and every row of it changed or deleted since."""
    ready(world)
    world.services.backups.make()
    edit(world)
    delete(world)
    world.services.integrations.add(IntegrationDraft("Alone", ENDPOINT, to("sixth")))
    delete_subscription(world)


def restore(world: World) -> None:
    oldest = world.services.backups.all()[-1]
    world.services.restore.restore(oldest.name)


def back_up(world: World) -> None:
    world.services.upkeep.run()


def purge(world: World) -> None:
    world.store.write(lambda unit: unit.purge(*[app.clock() + LATER] * 2))


def swept(world: World) -> None:
    ready(world)
    remove_from_all(world)


def sweep(world: World) -> None:
    world.keeper(lambda: app.clock() + LATER).sweep()


def keyed(world: World) -> None:
    ready(world)
    web = world.store.read(lambda unit: unit.subscriptions.by_name("web"))
    assert web is not None
    world.services.intake_keys.add(web.id, secret=TOKENS["third"])


def rotate(world: World, *, at_once: bool = False) -> None:
    """The new key is by chance one of those that the vault knows again."""
    secrets.token_urlsafe = lambda _length: TOKENS["fourth"].reveal()  # type: ignore[assignment]
    [key] = world.store.read(lambda unit: unit.intake_keys.all())
    world.services.intake_keys.rotate(key.subscription_id, at_once=at_once)


def rotate_at_once(world: World) -> None:
    rotate(world, at_once=True)


def remove_key(world: World) -> None:
    [key] = world.store.read(lambda unit: unit.intake_keys.all())
    world.services.intake_keys.remove(key)


def rotated(world: World) -> None:
    keyed(world)
    rotate(world)


def end_keys(world: World) -> None:
    """A day after it was rotated, the old key is taken no longer."""
    tomorrow = app.clock() + 2 * OVERLAP
    acts = world.acts(lambda: tomorrow)
    IntakeKeys(world.store, world.keeper(), acts, lambda: tomorrow).sweep()


class _Ended:
    """A server that ends whatever token it is shown."""

    def revoke_token(self) -> None: ...

    def cancel(self) -> None: ...

    def close(self) -> None: ...


def revoke(world: World) -> None:
    """Two integrations have the token by then."""
    ops = one(world)
    assert ops.token_ref is not None
    revoking = Revoking(world.store, world.keeper(), world.acts(), lambda _to, _token: _Ended())
    assert len(revoking.revoke(ops, ops.token_ref, NeverCancel())) == 2


def shared(world: World) -> None:
    ready(world)
    world.services.integrations.add(IntegrationDraft("Too", ENDPOINT, to("first")))


VERBS: dict[str, Verb] = {
    "add": Verb(add, ready),
    "edit": Verb(edit, ready),
    "move": Verb(move, ready),
    "switch": Verb(switch, ready),
    "delete": Verb(delete, ready),
    "remove-from-all": Verb(remove_from_all, ready),
    "delete-subscription": Verb(delete_subscription, ready),
    "undo-add": Verb(undo, ready, first=add),
    "undo-edit": Verb(undo, ready, first=edit),
    "undo-delete": Verb(undo, ready, first=delete),
    "undo-remove-from-all": Verb(undo, ready, first=remove_from_all),
    "undo-apply": Verb(undo, ready, first=apply),
    "redo-edit": Verb(redo, ready, first=edited_and_back),
    "apply": Verb(apply, ready),
    "restore": Verb(restore, backed_up),
    "undo-restore": Verb(undo, backed_up, first=restore),
    "rotate-key": Verb(rotate, keyed),
    "rotate-key-at-once": Verb(rotate_at_once, keyed),
    "remove-key": Verb(remove_key, keyed),
    "end-keys": Verb(end_keys, rotated),
    "revoke": Verb(revoke, shared),
    "back-up": Verb(back_up, ready, unseen=True),
    "purge": Verb(purge, swept),
    "sweep": Verb(sweep, swept, unseen=True),
}
