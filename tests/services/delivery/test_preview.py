"""A message is previewed as it is sent: the same words, number, colour and card."""

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hipadmin.domain.event import Event, EventState, Report
from hipadmin.domain.notification import MessageFormat, MessageSettings, OnEach, OnResult, When
from hipadmin.domain.sample import STATES, sample, sample_message
from hipadmin.domain.subscription import SubscriptionKind
from hipadmin.services.delivery.templates import Templates
from hipadmin.services.rooms.composing import sent
from hipadmin.services.rooms.transcript import Line
from hipadmin.store import Database
from tests.services.relay_fixtures import box, path, time
from tests.services.relaying import ALL, Clock, configure, relay, report

__all__ = ["box", "path", "time"]

EVERYTHING = When(OnResult.ALWAYS, OnResult.ALWAYS, OnResult.ALWAYS, OnEach.ALWAYS)
TEMPLATE = "{{ state }} & <b>{{ title }}</b>, {{ severity or 'mild' }} by {{ actor }}{{ alert }}"


@pytest.fixture
def templates() -> Iterator[Templates]:
    made = Templates([sys.executable, "-m", "hipadmin", "render-templates"])
    yield made
    made.close()


@pytest.mark.parametrize("template", ["", TEMPLATE], ids=["built-in", "template"])
@pytest.mark.parametrize("form", MessageFormat)
def test_each_state_is_previewed_as_it_is_sent(
    form: MessageFormat, template: str, box: Database, time: Clock, templates: Templates
) -> None:
    settings = MessageSettings(form, True, sender="shop", template=template)
    configure(box, replace(ALL, when=EVERYTHING, send_when_clears=True, message=settings))
    hub = relay(box, time, render=templates.wording)
    hub.take(report(1, EventState.TRIGGERED, correlation="another"))
    hub.deliver()
    number = hub.store.read(lambda unit: unit.alerts.next_number())
    for state in STATES[SubscriptionKind.OTHER]:
        time.step(minutes=1)
        event = sample(SubscriptionKind.OTHER, state, time())
        hub.take(reported(event))

        [lease] = hub.deliver()

        assert sent(lease.message, time()) == previewed(event, settings, templates, number)


def previewed(event: Event, settings: MessageSettings, templates: Templates, number: int) -> Line:
    words, html = "", settings.format is not MessageFormat.TEXT
    if settings.template:
        words = templates.render(settings.template, event, html).text
    return sent(sample_message(event, settings, words, number), event.received_at)


def reported(event: Event) -> Report:
    """What a source says of it."""
    return Report(**{name: getattr(event, name) for name in Report.__dataclass_fields__})
