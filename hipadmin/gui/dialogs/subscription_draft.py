"""What is kept of a subscription being edited."""

from dataclasses import dataclass

from hipadmin.domain.subscription import Subscription, SubscriptionDraft
from hipadmin.recovery.draft_folder import Draft
from hipadmin.recovery.plain_value import Unreadable, from_plain

KIND = "subscription"


@dataclass(frozen=True, slots=True)
class KeptSubscription:
    """What was entered; ``base`` is what was stored when editing began, None while adding."""

    base: Subscription | None
    mine: SubscriptionDraft


def read(draft: Draft) -> KeptSubscription | None:
    """What was kept, None if it cannot be understood any more."""
    try:
        return from_plain(KeptSubscription, draft.content)
    except Unreadable:
        return None
