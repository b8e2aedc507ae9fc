"""What is kept of a room notification being edited, and what its dialog goes on from."""

import contextlib
from dataclasses import dataclass

from hipadmin.domain.errors import NotFound
from hipadmin.domain.subscription import NotificationDraft, RoomNotification
from hipadmin.gui.dialogs.notification_start import Start
from hipadmin.recovery.draft_folder import Draft
from hipadmin.recovery.plain_value import Unreadable, from_plain
from hipadmin.services.configuration.subscriptions import Notifications

KIND = "notification"


@dataclass(frozen=True, slots=True)
class KeptNotification:
    """What was entered; ``base`` is what was stored when editing began, None while adding.

    ``hours`` are the texts typed as from and to of each span: they may be no times of day.
    """

    base: RoomNotification | None
    mine: NotificationDraft
    hours: tuple[tuple[str, str], ...] = ()


def read(draft: Draft) -> KeptNotification | None:
    """What was kept, None if it cannot be understood any more."""
    try:
        return from_plain(KeptNotification, draft.content)
    except Unreadable:
        return None


def read_start(verbs: Notifications, was: KeptNotification) -> Start:
    """What the dialog starts from: what can be chosen now, what was stored then. Blocking.

    Raises NotFound if the subscription is gone, StoreTrouble.
    """
    base, current = was.base, None
    choices = verbs.choices(was.mine.subscription_id, but=base.id if base else "")
    if base is not None:
        with contextlib.suppress(NotFound):  # the dialog says so when it looks around
            current = verbs.get(base.id)
    same = base is not None and current is not None and current.version == base.version
    return Start(choices, current if same else base)
