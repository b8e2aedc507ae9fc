"""What the dialog of a room notification starts from."""

from dataclasses import dataclass

from hipadmin.domain.integration import Integration
from hipadmin.domain.subscription import NotificationDraft, RoomChoice, RoomNotification
from hipadmin.gui.words.sentence import draft_of
from hipadmin.services.configuration.names import free_name
from hipadmin.services.configuration.subscriptions import NotificationChoices, Notifications


@dataclass(frozen=True, slots=True)
class Start:
    """What can be chosen; ``stored`` is None for a new room notification."""

    choices: NotificationChoices
    stored: RoomNotification | None

    @classmethod
    def read(cls, verbs: Notifications, subscription_id: str, notification_id: str) -> "Start":
        """Read it. Blocking. Raises NotFound, StoreTrouble."""
        choices = verbs.choices(subscription_id, but=notification_id)
        return cls(choices, verbs.get(notification_id) if notification_id else None)

    def integration(self, integration_id: str) -> Integration | None:
        """Give one of the integrations that can be chosen."""
        found = (i for i in self.choices.integrations if i.id == integration_id)
        return next(found, None)

    def first_draft(self, wanted: str) -> NotificationDraft:
        """Give what is stored; else a new one through ``wanted``, or the only integration."""
        if self.stored is not None:
            return draft_of(self.stored)
        offered = self.choices.integrations
        chosen = self.integration(wanted) or (offered[0] if len(offered) == 1 else None)
        name = free_name(chosen.name, self.choices.taken) if chosen else ""
        return NotificationDraft(
            self.choices.subscription.id, chosen.id if chosen else "", name, RoomChoice()
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """The rooms as a person last chose them, and of which integration they are."""

    integration: Integration
    choice: RoomChoice
