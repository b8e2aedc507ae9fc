"""The use cases of one profile, each built when it is first asked for.

A window shows its list before anybody edits, tests or applies; what those need is loaded then.
"""

import os
import sys
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hipadmin.domain.ports import Vault
from hipadmin.services.configuration.journal import Journal
from hipadmin.services.tokens import TokenKeeper
from hipadmin.services.views import Views
from hipadmin.store import Database

if TYPE_CHECKING:
    from hipadmin.domain.token import Secret
    from hipadmin.hipchat.client import HipChatClient
    from hipadmin.services.access import Server
    from hipadmin.services.configuration.integrations import Integrations
    from hipadmin.services.configuration.records import Acts
    from hipadmin.services.configuration.subscriptions import Notifications, Subscriptions
    from hipadmin.services.configuration.undo import Undo
    from hipadmin.services.delivery.deliveries import Deliveries
    from hipadmin.services.delivery.retention import Retention
    from hipadmin.services.delivery.templates import Templates
    from hipadmin.services.doctor import Doctor
    from hipadmin.services.files.apply import Apply
    from hipadmin.services.files.export import Export
    from hipadmin.services.files.restore import Restore
    from hipadmin.services.history.activity import Activity
    from hipadmin.services.history.alerts import Alerts
    from hipadmin.services.history.audit import AuditLog
    from hipadmin.services.history.stories import Stories
    from hipadmin.services.intake.doors import Doors
    from hipadmin.services.intake.intake import Intake
    from hipadmin.services.intake.intake_keys import IntakeKeys
    from hipadmin.services.intake.own_acts import OwnActs
    from hipadmin.services.intake.reception import Reception
    from hipadmin.services.intake.refusals import Refusals
    from hipadmin.services.relay.relays import Relays
    from hipadmin.services.relay.sealing import Sealing
    from hipadmin.services.relay.settings import RelaySettings
    from hipadmin.services.rooms.revoking import Revoking
    from hipadmin.services.rooms.room_lists import RoomLists
    from hipadmin.services.rooms.rooms import RoomTalk
    from hipadmin.services.rooms.testing import RoomTests
    from hipadmin.services.rooms.token_checks import TokenChecks
    from hipadmin.services.upkeep import Upkeep
    from hipadmin.store.shelf import Shelf
    from hipadmin.store.signs import Signs


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A fresh random identifier of 32 hexadecimal digits."""
    return os.urandom(16).hex()


class Parts:
    """Keeps the promises of services.bundle.Services over a store and a vault."""

    def __init__(self, store: Database, vault: Vault) -> None:
        self.store = store
        self.vault = vault
        self.journal = Journal()
        self.tokens = TokenKeeper(store, vault, clock, new_id, self.journal.token_refs)
        self.views = Views(store, vault)

    @cached_property
    def _acts(self) -> "Acts":
        from hipadmin.services.configuration.records import Acts

        return Acts(self.store, _actor(), clock, new_id, self.journal)

    @cached_property
    def undo(self) -> "Undo":
        """Taking back what this run did, and doing it again."""
        from hipadmin.services.configuration.undo import Undo

        return Undo(self.tokens, self._acts, self.journal)

    @cached_property
    def integrations(self) -> "Integrations":
        """The verbs on integrations."""
        from hipadmin.services.configuration.integrations import Integrations

        return Integrations(self.store, self.tokens, self._acts)

    @cached_property
    def subscriptions(self) -> "Subscriptions":
        """The verbs on subscriptions."""
        from hipadmin.services.configuration.subscriptions import Subscriptions

        return Subscriptions(self.store, self._acts)

    @cached_property
    def notifications(self) -> "Notifications":
        """The verbs on room notifications."""
        from hipadmin.services.configuration.subscriptions import Notifications

        return Notifications(self.store, self._acts)

    @cached_property
    def tests(self) -> "RoomTests":
        """Test messages and their results."""
        from hipadmin.services.rooms.testing import RoomTests

        return RoomTests(self.store, self.tokens, connect, clock, self._acts)

    @cached_property
    def talk(self) -> "RoomTalk":
        """Transcripts of rooms."""
        from hipadmin.services.rooms.rooms import RoomTalk

        return RoomTalk(connect, self.store, self.tokens)

    @cached_property
    def token_checks(self) -> "TokenChecks":
        """What tokens are, asked of their servers."""
        from hipadmin.services.rooms.token_checks import TokenChecks

        return TokenChecks(self.store, self.tokens, connect, clock)

    @cached_property
    def revoking(self) -> "Revoking":
        """Ending tokens for good."""
        from hipadmin.services.rooms.revoking import Revoking

        return Revoking(self.store, self.tokens, self._acts, connect)

    @cached_property
    def room_lists(self) -> "RoomLists":
        """The rooms a token may see."""
        from hipadmin.services.rooms.room_lists import RoomLists

        return RoomLists(connect, self.tokens, clock)

    @cached_property
    def apply(self) -> "Apply":
        """Bring the configuration to what a file says."""
        from hipadmin.services.files.apply import Apply

        return Apply(self.store, self.tokens, self._acts, os.environ)

    @cached_property
    def export(self) -> "Export":
        """The configuration as a file."""
        from hipadmin.services.files.export import Export

        return Export(self.store)

    @cached_property
    def audit(self) -> "AuditLog":
        """Who changed what."""
        from hipadmin.services.history.audit import AuditLog

        return AuditLog(self.store)

    @cached_property
    def doctor(self) -> "Doctor":
        """Looks for what is wrong."""
        from hipadmin.services.doctor import Doctor
        from hipadmin.store.disk import look_at_disk

        return Doctor(
            *(self.store, self.vault, self.tokens, connect, self.store.integrity, new_id),
            shelf=self.backups,
            clock=clock,
            disk=lambda: look_at_disk(self.store.path),
        )

    @cached_property
    def backups(self) -> "Shelf":
        """The backups of this profile."""
        from hipadmin.store.shelf import Shelf

        return Shelf(self.store, clock)

    @cached_property
    def restore(self) -> "Restore":
        """Bring the configuration back to what a backup holds."""
        from hipadmin.services.files.restore import Restore

        return Restore(self.backups, self.tokens, self._acts)

    @cached_property
    def upkeep(self) -> "Upkeep":
        """What is done once in a while."""
        from hipadmin.services.upkeep import Upkeep

        return Upkeep(self.store, self.backups, clock)

    @cached_property
    def intake(self) -> "Intake":
        """Events in."""
        from hipadmin.services.delivery.decider import Decider
        from hipadmin.services.intake.intake import Intake
        from hipadmin.services.zones import zone

        return Intake(self.store, Decider(zone), clock, render=self.templates.wording)

    @cached_property
    def own_acts(self) -> "OwnActs":
        """What administrators do, as events."""
        from hipadmin.services.intake.own_acts import OwnActs

        return OwnActs(self.store, self.intake)

    @cached_property
    def templates(self) -> "Templates":
        """What message templates make of events."""
        from hipadmin.services.delivery.templates import Templates

        return Templates([*program(), "render-templates"])

    def close(self) -> None:
        """End what was started for these use cases; store and vault are closed by their owner."""
        templates = self.__dict__.get("templates")  # only if somebody asked for it
        if templates is not None:
            templates.close()

    @cached_property
    def deliveries(self) -> "Deliveries":
        """The outbox: leased, settled, resent, cancelled."""
        from random import random

        from hipadmin.services.delivery.deliveries import Deliveries

        return Deliveries(self.store, clock, random)

    @cached_property
    def alerts(self) -> "Alerts":
        """What people do with alerts."""
        from hipadmin.services.history.alerts import Alerts

        return Alerts(self.store, self._acts)

    @cached_property
    def activity(self) -> "Activity":
        """What happened, and what came of it."""
        from hipadmin.services.history.activity import Activity

        return Activity(self.store, clock)

    @cached_property
    def stories(self) -> "Stories":
        """Events with everything that came of them."""
        from hipadmin.services.history.stories import Stories

        return Stories(self.store)

    @cached_property
    def intake_keys(self) -> "IntakeKeys":
        """Who may speak for a subscription."""
        from hipadmin.services.intake.intake_keys import IntakeKeys

        return IntakeKeys(self.store, self.tokens, self._acts, clock)

    @cached_property
    def doors(self) -> "Doors":
        """What opens the doors of subscriptions."""
        from hipadmin.services.intake.doors import Doors

        return Doors(self.store, self.intake_keys, clock)

    @cached_property
    def refusals(self) -> "Refusals":
        """What was not taken in."""
        from hipadmin.services.intake.refusals import Refusals

        return Refusals(self.store, clock)

    @cached_property
    def reception(self) -> "Reception":
        """Requests of sources, taken in as events."""
        from hipadmin.services.intake.reception import Reception
        from hipadmin.sources import every_source

        return Reception(self.intake, self.doors, every_source(), self.refusals)

    @cached_property
    def relays(self) -> "Relays":
        """Which relays run."""
        from hipadmin.services.relay.relays import Relays

        return Relays(self.store, clock, self.signs)

    @cached_property
    def signs(self) -> "Signs":
        """Which relays are surely dead."""
        from hipadmin.store.signs import Signs

        return Signs(self.store.path.with_name("relays"))

    @cached_property
    def sealing(self) -> "Sealing":
        """A sealed copy of what relays need."""
        from hipadmin.services.relay.handover import Gatherer
        from hipadmin.services.relay.sealing import Sealing
        from hipadmin.vault.sealed_file import sealed_file

        file = sealed_file(self.store.path.parent, self.store.id)

        def is_read() -> bool:
            return any(not relay.hosted for relay in self.relays.running())

        return Sealing(Gatherer(self.store, self.tokens), file, is_read)

    @cached_property
    def relay_settings(self) -> "RelaySettings":
        """Where the relay takes events in."""
        from hipadmin.services.relay.settings import RelaySettings

        return RelaySettings(self.store)

    @cached_property
    def retention(self) -> "Retention":
        """How long events and deliveries are kept."""
        from hipadmin.services.delivery.retention import Retention

        return Retention(self.store, clock)


def program() -> list[str]:
    """The command that starts this program again; a frozen one is its own interpreter."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "hipadmin"]


def connect(server: "Server", token: "Secret") -> "HipChatClient":
    """A client for a server; loads the HTTP library when first used."""
    from hipadmin.hipchat.client import HipChatClient

    certificate = server.ca_certificate
    verify: bool | str = str(Path(certificate).expanduser()) if certificate else True
    return HipChatClient(server.endpoint, token, verify=verify, proxy=server.proxy or None)


def _actor() -> str:
    import getpass  # only who changes something has a name

    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
    # the environment may say anything, bytes that are no text included
    return "".join(char if char.isprintable() else "?" for char in name)
