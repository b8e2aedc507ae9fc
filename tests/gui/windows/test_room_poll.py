"""How often a room is asked, and what follows when it does not answer."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from pytestqt.qtbot import QtBot

from hipadmin.domain.token import Secret
from hipadmin.gui.jobs import Jobs
from hipadmin.gui.windows.room_pace import SANDBOX_PACE, SERVER_PACE
from hipadmin.gui.windows.room_poll import Mode, RoomPoll
from hipadmin.gui.windows.room_words import live_mark, poll_message
from hipadmin.hipchat.errors import BadToken, ConnectionRefused
from hipadmin.sandbox.server import Sandbox, running
from hipadmin.services.access import Server
from hipadmin.services.bundle import Services
from hipadmin.services.delivery.sparing import KEPT_SHARE
from hipadmin.services.rooms.rooms import RoomPlace
from tests.gui.find import until

Place = Callable[..., RoomPlace]


@pytest.fixture
def poll(jobs: Jobs, services: Services) -> Iterator[RoomPoll]:
    with closing(RoomPoll(jobs, services.talk)) as poll:
        yield poll


def place(box: Sandbox, token: str = "", *, is_sandbox: bool = True) -> RoomPlace:
    secret = Secret(token or box.tokens.user)
    return RoomPlace("Builds", "1", Server(box.url), secret, is_sandbox)


def says(poll: RoomPoll, box: Sandbox) -> str:
    message = poll_message(poll, place(box), lambda _url: None)
    return f"{message.cause} {message.text}" if message else ""


def test_a_sandbox_is_asked_within_a_second_and_a_server_every_ten() -> None:
    assert SANDBOX_PACE.every_ms <= 1000
    assert SERVER_PACE.every_ms >= 10_000


def test_the_distance_grows_with_failures_up_to_a_limit() -> None:
    distances = [SERVER_PACE.after(failures) for failures in range(9)]
    assert distances == sorted(distances)
    assert distances[:3] == [10_000, 20_000, 40_000]
    assert distances[-1] == SERVER_PACE.most_ms


def test_a_real_server_is_left_alone_for_ten_seconds(
    qtbot: QtBot, poll: RoomPoll, sandbox: Sandbox
) -> None:
    poll.follow(place(sandbox, is_sandbox=False))
    until(qtbot, lambda: poll.mode is Mode.LIVE)
    assert poll.wait_s >= 9
    assert live_mark(poll).word == "Live, asks every 10 seconds"


def test_a_refused_token_ends_the_asking_until_a_person_acts(
    qtbot: QtBot, poll: RoomPoll, sandbox: Sandbox
) -> None:
    poll.follow(place(sandbox, "WrongTokenAbcdefghij0123456789KLMNOPQRST"))
    until(qtbot, lambda: poll.mode is Mode.REFUSED)
    assert isinstance(poll.error, BadToken)
    assert not poll.active
    assert says(poll, sandbox).startswith("The room cannot be read. HipChat refused the token")
    poll.go_on()
    assert poll.active


def test_a_server_that_is_gone_is_asked_again_and_found_when_it_is_back(
    qtbot: QtBot, poll: RoomPoll
) -> None:
    with running(unlimited=True) as box:
        port = int(box.url.rpartition(":")[2].partition("/")[0])
        poll.follow(place(box))
        until(qtbot, lambda: poll.mode is Mode.LIVE)
    until(qtbot, lambda: poll.mode is Mode.RETRYING, timeout=15_000)
    assert isinstance(poll.error, ConnectionRefused)
    assert poll.active
    assert says(poll, box).startswith("No answer. ")
    assert "The next try is at " in says(poll, box)
    with running(port, unlimited=True, state=box.state):
        poll.go_on()
        until(qtbot, lambda: poll.mode is Mode.LIVE, timeout=15_000)
        assert says(poll, box) == ""


def test_it_stops_while_little_of_the_rate_limit_is_left(
    qtbot: QtBot, poll: RoomPoll, services: Services
) -> None:
    with running() as box:
        spender = services.talk.open(place(box))
        while spender.share_left() >= KEPT_SHARE:
            spender.latest()
        spender.close()
        poll.follow(place(box))
        until(qtbot, lambda: poll.mode is Mode.SPARING)
        assert not poll.active
        assert says(poll, box).startswith("Stopped asking: less than 20 % of this token’s requests")
        poll.go_on()
        until(qtbot, lambda: poll.mode is Mode.LIVE and poll.active)
        assert says(poll, box) == ""
        poll.close()


def test_a_room_that_is_left_is_not_heard_any_more(
    qtbot: QtBot, poll: RoomPoll, sandbox: Sandbox
) -> None:
    heard: list[object] = []
    poll.topic_told.connect(heard.append)
    ops = RoomPlace("Ops", "2", Server(sandbox.url), Secret(sandbox.tokens.user), is_sandbox=True)
    poll.follow(place(sandbox))
    poll.follow(ops)
    until(qtbot, lambda: poll.mode is Mode.LIVE)
    assert heard == ["Alerts and who looks after them"]


def test_nothing_is_asked_before_anybody_looks(poll: RoomPoll, sandbox: Sandbox) -> None:
    poll.set_seen(False)
    poll.follow(place(sandbox))
    assert (poll.mode, poll.active) == (Mode.HIDDEN, False)
    assert live_mark(poll).word == "Paused while hidden"
