"""Changes of the store are seen, whoever made them and whenever."""

from pytestqt.qtbot import QtBot

from hipadmin.domain.ports import Topic
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.watch import Watch
from hipadmin.services.bundle import Services
from tests.gui.fill import add_subscription


def test_what_changed_before_the_first_look_is_seen(
    qtbot: QtBot, jobs: Jobs, services: Services, other: Services
) -> None:
    store = services.store
    add_subscription(other)
    watch = Watch(store.revisions, store.first_revisions, jobs, jobs)
    with qtbot.waitSignal(watch.moved) as signal:
        watch.look()
    assert signal.args == [frozenset((Topic.SUBSCRIPTIONS, Topic.AUDIT))]


def test_each_change_is_told_once_with_its_topics(
    qtbot: QtBot, jobs: Jobs, services: Services, other: Services
) -> None:
    store = services.store
    watch = Watch(store.revisions, store.first_revisions, jobs, jobs)
    told: list[frozenset[Topic]] = []
    watch.moved.connect(told.append)
    watch.look()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert told == []
    add_subscription(other)
    for _ in range(2):
        watch.look()
        qtbot.waitUntil(lambda: not jobs.busy)
    assert told == [frozenset((Topic.SUBSCRIPTIONS, Topic.AUDIT))]
