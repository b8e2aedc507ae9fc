"""All use cases of one profile in one hand."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # each is loaded when it is first asked for, not when a list is shown
    from hipadmin.domain.ports import Store, Vault
    from hipadmin.domain.ports.backups import BackupShelf
    from hipadmin.domain.ports.relay import SignsOfLife
    from hipadmin.services.configuration.integrations import Integrations
    from hipadmin.services.configuration.journal import Journal
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
    from hipadmin.services.tokens import TokenKeeper
    from hipadmin.services.upkeep import Upkeep
    from hipadmin.services.views import Views


class Services(Protocol):
    """What a window or a command is given. Every verb blocks: off the GUI thread with it."""

    @property
    def store(self) -> "Store":
        """The transactions below the use cases."""

    @property
    def vault(self) -> "Vault":
        """Where tokens live."""

    @property
    def tokens(self) -> "TokenKeeper":
        """Tokens between store and vault."""

    @property
    def views(self) -> "Views":
        """What lists show."""

    @property
    def integrations(self) -> "Integrations":
        """The verbs on integrations."""

    @property
    def subscriptions(self) -> "Subscriptions":
        """The verbs on subscriptions."""

    @property
    def notifications(self) -> "Notifications":
        """The verbs on room notifications."""

    @property
    def journal(self) -> "Journal":
        """What this run has done and can take back; asking it never blocks."""

    @property
    def undo(self) -> "Undo":
        """Taking back what this run did, and doing it again."""

    @property
    def tests(self) -> "RoomTests":
        """Test messages and their results."""

    @property
    def talk(self) -> "RoomTalk":
        """Transcripts of rooms."""

    @property
    def token_checks(self) -> "TokenChecks":
        """What tokens are, asked of their servers."""

    @property
    def revoking(self) -> "Revoking":
        """Ending tokens for good."""

    @property
    def room_lists(self) -> "RoomLists":
        """The rooms a token may see."""

    @property
    def apply(self) -> "Apply":
        """Bring the configuration to what a file says."""

    @property
    def export(self) -> "Export":
        """The configuration as a file."""

    @property
    def audit(self) -> "AuditLog":
        """Who changed what."""

    @property
    def doctor(self) -> "Doctor":
        """Looks for what is wrong."""

    @property
    def backups(self) -> "BackupShelf":
        """The backups of this profile."""

    @property
    def restore(self) -> "Restore":
        """Bring the configuration back to what a backup holds."""

    @property
    def upkeep(self) -> "Upkeep":
        """What is done once in a while: the day's backup, and the purge."""

    @property
    def intake(self) -> "Intake":
        """Events in."""

    @property
    def own_acts(self) -> "OwnActs":
        """What administrators do, as events."""

    @property
    def templates(self) -> "Templates":
        """What message templates make of events."""

    def close(self) -> None:
        """End what was started for these use cases; store and vault are closed by their owner."""

    @property
    def deliveries(self) -> "Deliveries":
        """The outbox: leased, settled, resent, cancelled."""

    @property
    def alerts(self) -> "Alerts":
        """What people do with alerts."""

    @property
    def activity(self) -> "Activity":
        """What happened, and what came of it."""

    @property
    def stories(self) -> "Stories":
        """Events with everything that came of them."""

    @property
    def intake_keys(self) -> "IntakeKeys":
        """Who may speak for a subscription."""

    @property
    def doors(self) -> "Doors":
        """What opens the doors of subscriptions."""

    @property
    def refusals(self) -> "Refusals":
        """What was not taken in."""

    @property
    def reception(self) -> "Reception":
        """Requests of sources, taken in as events."""

    @property
    def sealing(self) -> "Sealing":
        """A sealed copy of what relays need, for one that runs as a service."""

    @property
    def relay_settings(self) -> "RelaySettings":
        """Where the relay takes events in."""

    @property
    def relays(self) -> "Relays":
        """Which relays run."""

    @property
    def signs(self) -> "SignsOfLife":
        """Which relays are surely dead."""

    @property
    def retention(self) -> "Retention":
        """How long events and deliveries are kept."""
