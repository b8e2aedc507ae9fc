"""The page General of a subscription's dashboard."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from hipadmin.domain.subscription import Subscription, SubscriptionDraft, SubscriptionKind
from hipadmin.gui.context import Context
from hipadmin.gui.pages.dashboard import DashboardPage
from hipadmin.gui.pages.subscription_general import SubscriptionGeneralPage
from hipadmin.services.bundle import Services
from tests.gui import find
from tests.gui.fill import add_subscription
from tests.gui.wishes import Wishes

OTHER = SubscriptionKind.OTHER


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> DashboardPage:
    page = DashboardPage(context)
    qtbot.addWidget(page)
    page.resize(context.look.px(1200), context.look.px(680))
    page.show()
    return page


@pytest.fixture
def web(services: Services) -> Subscription:
    return add_subscription(services)


def general(qtbot: QtBot, page: DashboardPage) -> None:
    page.sidebar.list.setFocus()
    qtbot.keyClick(page.sidebar.list, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: find.field(page, "Name").text() != "")


def enter_unseen(qtbot: QtBot, page: DashboardPage, context: Context, web: Subscription) -> None:
    """Type into the name, and see nothing of what others do from then on: save before a look."""
    page.show_subscription(web.id)
    general(qtbot, page)
    qtbot.keyClicks(find.field(page, "Name"), "x")
    context.watch.stop()
    qtbot.waitUntil(lambda: not context.jobs.busy)


def test_general_saves_name_and_kind(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, navigator: Wishes
) -> None:
    page.show_subscription(web.id)
    general(qtbot, page)
    assert page.default_focus() is find.field(page, "Name")
    assert not page.can("edit")
    assert not find.button(page, "Save").isEnabled()

    find.field(page, "Name").clear()
    qtbot.keyClicks(find.field(page, "Name"), "site")
    find.click(qtbot, page, "Save")

    qtbot.waitUntil(lambda: navigator.notes == ["Saved site."])
    assert services.views.subscriptions()[0].subscription.name == "site"
    assert not find.button(page, "Save").isEnabled()


def test_general_is_saved_once_whatever_is_pressed_meanwhile(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, context: Context
) -> None:
    page.show_subscription(web.id)
    general(qtbot, page)
    name = find.field(page, "Name")
    qtbot.keyClicks(name, "x")
    find.click(qtbot, page, "Save")
    qtbot.keyClicks(name, "y")
    assert not find.button(page, "Save").isEnabled()
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert services.subscriptions.get(web.id).version == 2


def test_general_keeps_what_is_typed_while_it_saves_as_a_draft_over_what_was_saved(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, context: Context
) -> None:
    page.show_subscription(web.id)
    general(qtbot, page)
    name = find.field(page, "Name")
    qtbot.keyClicks(name, "x")
    find.click(qtbot, page, "Save")
    assert not find.button(page, "Revert").isEnabled()
    qtbot.keyClick(name, Qt.Key.Key_Home)
    qtbot.keyClicks(name, "y")
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert services.subscriptions.get(web.id).name == "webx"
    qtbot.keyClicks(name, "z")  # where the cursor was
    assert name.text() == "yzwebx"
    assert not page.general.panel.isVisible()
    find.click(qtbot, page, "Revert")
    assert name.text() == "webx"
    assert not page.general.dirty()


def test_what_is_saved_is_not_shown_over_another_subscription(
    qtbot: QtBot, page: DashboardPage, web: Subscription, services: Services, context: Context
) -> None:
    shop = add_subscription(services, "shop")
    page.show_subscription(web.id)
    general(qtbot, page)
    name = find.field(page, "Name")
    qtbot.keyClicks(name, "x")
    find.click(qtbot, page, "Save")
    page.show_subscription(shop.id)
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert services.subscriptions.get(web.id).name == "webx"
    general(qtbot, page)
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert name.text() == "shop"
    assert not page.general.dirty()


def test_general_reverts_to_what_is_stored(
    qtbot: QtBot, page: DashboardPage, web: Subscription
) -> None:
    page.show_subscription(web.id)
    general(qtbot, page)

    qtbot.keyClicks(find.field(page, "Name"), "x")
    find.click(qtbot, page, "Revert")

    qtbot.waitUntil(lambda: find.field(page, "Name").text() == "web")
    assert not find.button(page, "Revert").isEnabled()


def test_general_keeps_what_is_typed_before_a_second_reading_comes(
    qtbot: QtBot, context: Context, web: Subscription
) -> None:
    page = SubscriptionGeneralPage(context)
    qtbot.addWidget(page)
    page.show()
    name = find.field(page, "Name")
    once = Qt.ConnectionType.SingleShotConnection
    name.textChanged.connect(lambda _text: qtbot.keyClicks(name, "x"), once)
    page.show_subscription(web.id)
    page.activate()
    qtbot.waitUntil(lambda: name.text() != "" and not context.jobs.busy)
    assert name.text() == "webx"


def test_general_keeps_an_entry_while_others_change_the_row_and_shows_both(
    qtbot: QtBot, page: DashboardPage, context: Context, web: Subscription, other: Services
) -> None:
    page.show_subscription(web.id)
    general(qtbot, page)
    qtbot.keyClicks(find.field(page, "Name"), "x")
    other.subscriptions.edit(web.id, web.version, SubscriptionDraft("theirs"))
    context.watch.look()
    panel = page.general.panel
    qtbot.waitUntil(lambda: "What you entered is kept." in panel.text)
    assert find.field(page, "Name").text() == "webx"
    find.click(qtbot, page, "Show both")
    assert [(line.mine, line.theirs) for line in panel.lines] == [("“webx”", "“theirs”")]
    find.click(qtbot, page, "Use stored")
    assert find.field(page, "Name").text() == "theirs"
    assert not panel.isVisible()
    assert not find.button(page, "Save").isEnabled()


def test_general_refuses_to_overwrite_and_saves_when_told_again(
    qtbot: QtBot,
    page: DashboardPage,
    context: Context,
    web: Subscription,
    services: Services,
    other: Services,
) -> None:
    enter_unseen(qtbot, page, context, web)
    other.subscriptions.edit(web.id, web.version, SubscriptionDraft("theirs"))
    find.click(qtbot, page, "Save")
    qtbot.waitUntil(lambda: "Save keeps yours." in page.general.panel.text)
    assert [row.subscription.name for row in services.views.subscriptions()] == ["theirs"]
    find.click(qtbot, page, "Save")
    qtbot.waitUntil(
        lambda: [row.subscription.name for row in services.views.subscriptions()] == ["webx"]
    )


def test_general_saves_at_once_over_what_does_not_collide(
    qtbot: QtBot,
    page: DashboardPage,
    context: Context,
    web: Subscription,
    services: Services,
    other: Services,
) -> None:
    enter_unseen(qtbot, page, context, web)
    other.subscriptions.edit(web.id, web.version, SubscriptionDraft(web.name, OTHER))
    find.click(qtbot, page, "Save")
    qtbot.waitUntil(lambda: services.views.subscriptions()[0].subscription.name == "webx")
    assert services.views.subscriptions()[0].subscription.kind is OTHER


def test_general_follows_while_nothing_is_entered_and_leaves_with_its_subscription(
    qtbot: QtBot, page: DashboardPage, context: Context, web: Subscription, other: Services
) -> None:
    page.show_subscription(web.id)
    general(qtbot, page)
    other.subscriptions.edit(web.id, web.version, SubscriptionDraft("theirs"))
    context.watch.look()
    qtbot.waitUntil(lambda: find.field(page, "Name").text() == "theirs")
    with qtbot.waitSignal(page.subscription_gone):
        other.subscriptions.delete(web.id, 2)


@pytest.fixture
def anew(
    qtbot: QtBot, page: DashboardPage, context: Context, web: Subscription, other: Services
) -> SubscriptionGeneralPage:
    """What was entered about a subscription that somebody else deleted, to be added again."""
    page.show_subscription(web.id)
    general(qtbot, page)
    qtbot.keyClicks(find.field(page, "Name"), "x")
    qtbot.waitUntil(lambda: not context.jobs.busy)
    other.subscriptions.delete(web.id, web.version)
    context.watch.look()
    find.click(qtbot, page, "Add it again as new")
    [found] = page.findChildren(SubscriptionGeneralPage)
    return found


def test_what_is_added_again_is_kept_and_asked_about_until_it_is_saved(
    qtbot: QtBot, anew: SubscriptionGeneralPage, context: Context
) -> None:
    assert anew.dirty()
    context.drafts.save()
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert [draft.title for draft in context.drafts.folder.all()] == ["webx"]


def test_what_is_added_again_can_be_given_up(
    qtbot: QtBot, anew: SubscriptionGeneralPage, page: DashboardPage, context: Context
) -> None:
    with qtbot.waitSignal(page.subscription_gone):
        find.click(qtbot, anew, "Revert")
    assert not anew.dirty()
    qtbot.waitUntil(lambda: not context.jobs.busy)
    assert not context.drafts.folder.all()


def test_general_offers_to_add_again_what_was_deleted_meanwhile(
    qtbot: QtBot, anew: SubscriptionGeneralPage, services: Services, navigator: Wishes
) -> None:
    find.click(qtbot, anew, "Save")
    qtbot.waitUntil(lambda: bool(navigator.asked))
    [row] = services.views.subscriptions()
    assert row.subscription.name == "webx"
    assert navigator.asked == [("subscription integrations", row.id, "")]
