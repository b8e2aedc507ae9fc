"""Talking with a room, over the real sandbox."""

from collections.abc import Callable, Iterator

import pytest

from hipadmin.domain.token import Secret, TokenInfo
from hipadmin.domain.token import TokenKind as InfoKind
from hipadmin.hipchat.client import HipChatClient
from hipadmin.hipchat.errors import Cancelled, MissingScope
from hipadmin.hipchat.wire.types import Room
from hipadmin.sandbox.model import TokenKind
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.access import Server
from hipadmin.services.bundle import Services
from hipadmin.services.rooms.rooms import SHOWN, NoToken, RoomChannel, RoomPlace
from tests.gui.fill import add_integration
from tests.services.sandboxed import Chat

Opening = Callable[..., RoomChannel]


@pytest.fixture
def opened(services: Services, sandbox: Sandbox) -> Iterator[Opening]:
    channels: list[RoomChannel] = []

    def start(token: str = sandbox.tokens.user, room: str = "1") -> RoomChannel:
        place = RoomPlace("Builds", room, Server(sandbox.url), Secret(token))
        channel = services.talk.open(place)
        channels.append(channel)
        return channel

    yield start
    for channel in channels:
        channel.close()


@pytest.fixture
def bot(sandbox: Sandbox) -> Iterator[HipChatClient]:
    with HipChatClient(sandbox.url, sandbox.tokens.rooms[1]) as client:
        yield client


def test_lines_come_once_and_in_order(opened: Opening, bot: HipChatClient) -> None:
    channel = opened()
    assert channel.latest() == ()
    for text in ("one", "two"):
        bot.send_notification(1, text, color="red")
    assert [(line.html, line.color) for line in channel.latest()] == [
        ("one", "red"),
        ("two", "red"),
    ]
    assert channel.latest() == ()
    channel.post("three & <more>")
    [typed] = channel.latest()
    assert (typed.html, typed.color, typed.sender) == (
        "three &amp; &lt;more&gt;",
        None,
        "Robin Reed",
    )


def test_markup_is_cleaned_and_a_card_is_marked(opened: Opening, bot: HipChatClient) -> None:
    bot.send_notification(1, '<b>x</b><img src="http://tracker.test/a.png"><script>1</script>')
    bot.send_notification(1, "y", card={"style": "application", "id": "c1", "title": "Title"})
    plain, card = opened().latest()
    assert (plain.html, plain.pictures) == ("<b>x</b>\ue000\ue001", ("http://tracker.test/a.png",))
    assert plain.card is None
    assert card.card is not None
    assert (card.card.style, card.card.title) == ("application", "Title")


def test_only_the_newest_are_given(opened: Opening, sandbox: Sandbox, bot: HipChatClient) -> None:
    for number in range(SHOWN + 1):
        bot.send_notification(1, str(number))
    given = opened().latest()
    assert (len(given), given[0].html, given[-1].html) == (SHOWN, "1", str(SHOWN))


def test_a_reading_brings_the_topic_when_asked(opened: Opening) -> None:
    channel = opened()
    assert channel.read().topic is None
    assert channel.read(with_topic=True).topic == "What the build machines have to say"
    assert channel.read().share_left == 1.0


def test_a_changed_topic_comes_with_the_news_of_it(opened: Opening, sandbox: Sandbox) -> None:
    channel = opened()
    channel.read(with_topic=True)
    admin = sandbox.state.add_token(
        TokenKind.ADMIN, "admin", ("admin_room",), person=sandbox.state.people()[0]
    )
    with HipChatClient(sandbox.url, admin.value) as client:
        client.set_topic(1, "Deploy freeze until Monday")

    assert channel.read().topic == "Deploy freeze until Monday"
    assert channel.read().topic is None


def test_a_token_that_may_not_see_the_topic_still_reads(opened: Opening, sandbox: Sandbox) -> None:
    scopes = ("view_messages",)
    token = sandbox.state.add_token(
        TokenKind.USER, "reader", scopes, person=sandbox.state.people()[0]
    )
    reading = opened(token.value).read(with_topic=True)
    assert (reading.lines, reading.topic) == ((), "")


def test_a_token_that_may_not_read_says_which_scope_it_lacks(
    opened: Opening, sandbox: Sandbox
) -> None:
    with pytest.raises(MissingScope) as refused:
        opened(sandbox.tokens.rooms[1]).latest()
    assert "view_messages" in refused.value.scopes


def test_what_is_left_of_the_limit_is_told(services: Services) -> None:
    with running() as limited:
        place = RoomPlace("Builds", "1", Server(limited.url), Secret(limited.tokens.user))
        channel = services.talk.open(place)
        shares = [channel.read().share_left for _ in range(3)]
        channel.close()
    assert shares == pytest.approx([0.99, 0.98, 0.97])


def test_a_cancelled_channel_answers_no_more(opened: Opening) -> None:
    channel = opened()
    channel.cancel()
    with pytest.raises(Cancelled):
        channel.latest()


def test_what_was_said_before_comes_page_by_page(opened: Opening, bot: HipChatClient) -> None:
    for number in range(2 * SHOWN + 20):
        bot.send_notification(1, str(number))
    channel = opened()
    shown = channel.latest()
    first = channel.earlier(shown[0].at, [shown[0].id])
    assert [line.html for line in first.lines] == [str(n) for n in range(20, SHOWN + 20)]
    assert first.more
    oldest = first.lines[0]
    rest = channel.earlier(oldest.at, [oldest.id])
    assert [line.html for line in rest.lines] == [str(n) for n in range(20)]
    assert not rest.more
    none = channel.earlier(rest.lines[0].at, [rest.lines[0].id])
    assert (none.lines, none.more) == ((), False)


def test_an_integrations_rooms_come_with_the_token_that_may_read(
    services: Services, sandbox: Sandbox
) -> None:
    own = {"1": sandbox.tokens.rooms[1], "2": sandbox.tokens.rooms[2]}
    integration = add_integration(
        services, "CI", "1", "Ops", "2", endpoint=sandbox.url, token="", room_tokens=own
    )
    first, second, third = services.talk.places(integration.id, sandbox.url)
    assert (first.name, first.room, first.through, first.is_sandbox) == ("1", "1", "CI", True)
    assert first.token == Secret(sandbox.tokens.rooms[1])
    assert second.token is None
    assert not services.talk.places(integration.id)[2].is_sandbox
    with pytest.raises(NoToken, match="The vault has no token for “Ops”"):
        services.talk.open(second)
    assert third.token == Secret(sandbox.tokens.rooms[2])


def test_a_room_token_is_passed_over_for_one_that_may_read(
    services: Services, sandbox: Sandbox
) -> None:
    own = {"1": sandbox.tokens.rooms[1]}
    integration = add_integration(
        services, "CI", "1", endpoint=sandbox.url, token=sandbox.tokens.user, room_tokens=own
    )
    [place] = services.talk.places(integration.id)
    assert place.token == Secret(sandbox.tokens.user)
    [target] = services.tests.targets(integration.id)
    assert services.tests.run(target).info is not None
    note(services, integration.token_ref, ())
    note(services, integration.rooms[0].token_ref, ("view_messages",))
    [place] = services.talk.places(integration.id)
    assert place.token == Secret(sandbox.tokens.rooms[1])


def note(services: Services, ref: str | None, scopes: tuple[str, ...]) -> None:
    assert ref is not None
    info = TokenInfo(InfoKind.USER, "x", scopes)
    services.store.write(lambda unit: unit.tokens.save_info(ref, info))


def test_what_was_read_is_not_lost_for_a_topic(sandbox: Sandbox, bot: HipChatClient) -> None:
    class Tired(HipChatClient):
        """Gets what was said; then the server fails."""

        def room(self, room: int | str) -> Room:
            Chat(sandbox).fault("500")
            return super().room(room)

    bot.send_notification(1, "one")
    with Tired(sandbox.url, sandbox.tokens.user) as client:
        reading = RoomChannel(client, "1").read(with_topic=True)
    assert ([line.html for line in reading.lines], reading.topic) == (["one"], None)
