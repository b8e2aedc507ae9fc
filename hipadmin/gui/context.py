"""What every page and dialog is given: use cases, jobs, look, and a way to say things."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hipadmin.gui.jobs import Jobs
from hipadmin.gui.settings import Settings
from hipadmin.gui.theme import Look
from hipadmin.gui.watch import Watch

if TYPE_CHECKING:
    from hipadmin.services.bundle import Services
    from hipadmin.services.sandbox_child import SandboxInfo


class Navigator(Protocol):
    """How pages and dialogs lead to other places of the window."""

    def show_integrations(self, integration_id: str = "") -> None:
        """Open Account Settings › Integrations, with that integration selected."""

    def show_subscription_integrations(
        self, subscription_id: str, integration_id: str = ""
    ) -> None:
        """Open a subscription's Settings › Integrations.

        With ``integration_id`` the first of its notifications that uses it is selected.
        """

    def show_subscriptions(self, subscription_id: str = "") -> None:
        """Open Account Settings › Subscriptions."""

    def open_room_view(self, room_id: int = 0) -> None:
        """Open the room view of a sandbox room; 0 is the first one."""

    def explain(self, error: Exception) -> None:
        """Say an environment's trouble in a bar, or hand a bug to the crash report."""

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
