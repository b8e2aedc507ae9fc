"""What every page and dialog is given: use cases, jobs, look, and a way to say things."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from hipadmin.gui.drafts.keeper import Drafts
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.models.roles import Tone
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.watch import Watch

if TYPE_CHECKING:
    from hipadmin.gui.relay.desk import RelayDesk
    from hipadmin.gui.relay.failure_notes import FailureNotes
    from hipadmin.gui.widgets.message_bar import Message
    from hipadmin.services.bundle import Services
    from hipadmin.services.sandbox_child import SandboxInfo


class Done(NamedTuple):
    """Something that was done to rows and can be undone: a bar says ``cause`` and ``text``."""

    cause: str
    ids: Collection[str]
    text: str = ""
    tone: Tone = Tone.OK


class Navigator(Protocol):
    """How pages and dialogs lead to other places of the window, and to its relay.

    Attributes:
        relay, failures: None before the first list has been painted.
    """

    relay: "RelayDesk | None"
    failures: "FailureNotes | None"

    def show_integrations(self, integration_id: str = "") -> None:
        """Open Account Settings › Integrations, with that integration selected."""

    def show_subscription_integrations(
        self, subscription_id: str, integration_id: str = ""
    ) -> None:
        """Open a subscription's Settings › Integrations.

        With ``integration_id`` the first of its notifications that uses it is selected.
        """

    def show_activity(self, subscription_id: str) -> None:
        """Open a subscription's Activity."""

    def show_alerts(self, subscription_id: str, number: int = 0) -> None:
        """Open a subscription's alerts, with that one selected."""

    def connect_source(self, subscription_id: str) -> None:
        """Show how a source sends its events to a subscription."""

    def show_subscriptions(self, subscription_id: str = "") -> None:
        """Open Account Settings › Subscriptions."""

    def open_room_view(self, room_id: int = 0) -> None:
        """Open the room view of a sandbox room; 0 is the first one."""

    def open_integration_room(self, integration_id: str, room: str = "") -> None:
        """Open the room view of an integration's rooms, at ``room`` (as entered) or the first."""

    def explain(self, error: Exception, what: str = "") -> None:
        """Say an environment's trouble in a bar, or hand a bug to the crash report.

        ``what`` did not come about, as a short sentence.
        """

    def offer_undo(self, done: Done) -> None:
        """Say in a bar what was done, with Undo beside it, until it is undone or closed."""

    def say(self, key: str, message: "Message") -> None:
        """Show a bar; one of the same key gives way to it."""

    def unsay(self, key: str) -> None:
        """Take the bar of this key away; nothing happens if there is none."""

    def note(self, text: str) -> None:
        """Say in the status bar, for some seconds, what was done."""


@dataclass(frozen=True, slots=True)
class Context:
    """The parts a page or dialog works with. ``sandbox`` is None outside the sandbox."""

    services: "Services"
    jobs: Jobs
    look: Look
    settings: Settings
    watch: Watch
    navigator: Navigator
    sandbox: "SandboxInfo | None"
    drafts: Drafts
