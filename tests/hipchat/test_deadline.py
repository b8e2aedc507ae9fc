"""The one thread that watches the time of a client's calls."""

import gc
import threading
import weakref

import pytest

from hipadmin.hipchat.deadline import Deadline

LONG = 60.0
NAME = "hipchat-deadline"


class Owner:
    """Something that ends when its time is up."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.deadline = Deadline(self.expire)

    def expire(self) -> None:
        self.over.set()


@pytest.fixture
def watchers():
    """Give the watching threads started since."""
    before = set(threading.enumerate())
    return lambda: [t for t in set(threading.enumerate()) - before if t.name == NAME]


def test_time_is_up(watchers) -> None:
    owner = Owner()
    owner.deadline.set(0.01)
    assert owner.over.wait(5)
    for thread in watchers():
        thread.join(5)
    assert watchers() == []


def test_one_thread_for_one_after_another(watchers) -> None:
    owner = Owner()
    found = set()
    for _ in range(50):
        owner.deadline.set(LONG)
        found.update(watchers())
        owner.deadline.clear()
    assert len(found) == 1
    owner.deadline.close()
    found.pop().join(5)
    assert watchers() == []
    assert not owner.over.is_set()


def test_a_shorter_time_after_a_longer_one(watchers) -> None:
    owner = Owner()
    owner.deadline.set(LONG)
    owner.deadline.clear()
    owner.deadline.set(0.01)
    assert owner.over.wait(5)
    for thread in watchers():
        thread.join(5)


def test_a_longer_time_after_a_shorter_one(watchers) -> None:
    owner = Owner()
    owner.deadline.set(0.01)
    owner.deadline.clear()
    owner.deadline.set(LONG)
    assert not owner.over.wait(0.1)
    owner.deadline.close()
    for thread in watchers():
        thread.join(5)


def test_after_closing_it_works_again(watchers) -> None:
    owner = Owner()
    for _ in range(3):
        owner.deadline.set(LONG)
        owner.deadline.close()
        for thread in watchers():
            thread.join(5)
    owner.deadline.set(0.01)
    assert owner.over.wait(5)


def test_it_keeps_nothing_alive(watchers) -> None:
    owner = Owner()
    seen, deadline = weakref.ref(owner), owner.deadline
    deadline.set(0.05)
    del owner
    gc.collect()
    assert seen() is None
    for thread in watchers():
        thread.join(5)
    assert watchers() == []


def test_a_client_that_is_closed_leaves_no_thread(watchers, answer, connect, send) -> None:
    server = answer(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    with connect(server.url, timeout=(3, 3)) as each:
        send(each)
        (thread,) = watchers()
        send(each)
        assert watchers() == [thread]
    thread.join(5)
    assert watchers() == []


def test_a_client_that_is_forgotten_leaves_none_either(watchers, answer, connect, send) -> None:
    server = answer(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
    client = connect(server.url, timeout=(3, 3))
    send(client)
    (thread,) = watchers()
    client.close()
    send(client)
    del client
    gc.collect()
    thread.join(5)
    for each in watchers():
        each.join(5)
    assert watchers() == []
