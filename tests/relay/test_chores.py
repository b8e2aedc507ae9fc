import threading

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.relay.chores import Chore, Chores

LIMIT_S = 10


@pytest.mark.logs("^hipadmin.relay.chores: beat: the disk is full$", "^hipadmin.relay.chores: bug")
def test_trouble_ends_nothing_and_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    done, times = threading.Event(), iter(range(100))

    def beat() -> None:
        number = next(times)
        if number < 3:
            raise StoreTrouble("the disk is full")
        if number == 5:
            done.set()

    def bug() -> None:
        raise KeyError

    chores = Chores("chores", [Chore("beat", 0.001, beat), Chore("bug", 60, bug)])
    assert done.wait(LIMIT_S)
    chores.stop(LIMIT_S)
    texts = [record.getMessage() for record in caplog.records]
    assert sorted(texts) == ["beat: the disk is full", "bug failed"]


def test_one_that_takes_long_is_told_to_end() -> None:
    stopping, begun = threading.Event(), threading.Event()

    def long() -> None:
        begun.set()
        assert stopping.wait(LIMIT_S)

    chores = Chores("chores", [Chore("long", 60, long), Chore("never", 60, long, 60)], stopping)
    assert begun.wait(LIMIT_S)
    chores.stop(LIMIT_S)
    assert stopping.is_set()
