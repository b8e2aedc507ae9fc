"""An event of each kind of source as an example, and its message, where nothing came in yet."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from hipadmin.domain.access import Access
from hipadmin.domain.event import Event
from hipadmin.domain.event_state import EventState
from hipadmin.domain.message import Extras, Message, compose
from hipadmin.domain.notification.message_settings import MessageSettings
from hipadmin.domain.subscription import SubscriptionKind

_BUILDS = (EventState.FAILURE, EventState.SUCCESS, EventState.CANCELLED, EventState.STARTED)
ALERTS = (EventState.TRIGGERED, EventState.CLEARED)
"""The states of samples that belong to an alert."""
STATES: Mapping[SubscriptionKind, tuple[EventState, ...]] = MappingProxyType(
    {
        SubscriptionKind.CI: _BUILDS,
        SubscriptionKind.IMAGE: (EventState.CHANGED,),
        SubscriptionKind.MONITORING: ALERTS,
        SubscriptionKind.FLAGS: (EventState.CHANGED,),
        SubscriptionKind.OTHER: (*ALERTS, EventState.CHANGED, *_BUILDS),
    }
)
"""The states that such a source reports, the one that matters most first."""
_CHANGES = MappingProxyType(
    {
        SubscriptionKind.IMAGE: ("shop/api:1.4 was pushed", "imagePushed"),
        SubscriptionKind.FLAGS: ("ann turned on the flag new-checkout", "updateOn"),
    }
)


def sample(kind: SubscriptionKind, state: EventState, at: datetime) -> Event:
    """An event of ``kind`` in ``state`` that happened at ``at`` (aware)."""
    titles = {
        **dict.fromkeys(_BUILDS, "Build #482 of shop/web"),
        **dict.fromkeys(ALERTS, "Error rate of checkout is above 5 %"),
    }
    change, action = _CHANGES.get(kind, ("Settings of shop were changed", "changed"))
    build = state in _BUILDS
    return Event(
        subscription_id="sample",
        received_at=at,
        state=state,
        title=titles.get(state, change),
        details="2 of 312 tests failed." if state is EventState.FAILURE else "",
        link="https://ci.example.com/482" if build else "https://example.com/events/482",
        kind="sample",
        project="shop",
        branch="main" if build else "",
        severity="major" if state is EventState.TRIGGERED else "",
        actor="ann" if build or state is EventState.CHANGED else "",
        correlation="error-rate" if state in ALERTS else "",
        accesses=(Access(action, "proj/shop"),) if state is EventState.CHANGED else (),
    )


def sample_message(
    event: Event, settings: MessageSettings, wording: str = "", alert: int = 1
) -> Message:
    """The message a sample becomes; ``alert`` is its number if it is one's. See Extras."""
    number = alert if event.opens_alert or event.clears_alert else 0
    return compose(event, settings, Extras(number, wording=wording))
