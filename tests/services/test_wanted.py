"""A change given up before it is done leaves nothing; a wait ends when a person wants it to."""

import threading

import pytest

from hipadmin.domain.integration import IntegrationDraft, TokenEdit
from hipadmin.domain.token import Secret
from hipadmin.services.bundle import Services
from hipadmin.services.wanted import Dropped, Wanted, unless_cancelled
from hipadmin.store import Database
from tests.services.past import draft, kept

LONG = 20.0


class Button:
    """A Cancel button that a test presses."""

    def __init__(self) -> None:
        self._callbacks: list = []
        self._pressed = False

    def on_cancel(self, callback) -> None:
        if self._pressed:
            callback()
        self._callbacks.append(callback)

    def press(self) -> None:
        self._pressed = True
        for callback in self._callbacks:
            callback()


def test_the_first_decision_counts() -> None:
    given_up, done = Wanted(), Wanted()
    assert given_up.drop()
    assert not given_up.take()
    assert given_up.drop()
    assert done.take()
    assert not done.drop()


def test_what_was_given_up_is_not_saved_and_leaves_no_token(
    services: Services, store: Database
) -> None:
    row = services.integrations.add(draft("Ops"))
    before = store.read(lambda unit: unit.tokens.all())
    wanted = Wanted()
    assert wanted.drop()
    new = IntegrationDraft("New", "https://h.example.com", TokenEdit.to(Secret("NewToken")))
    with pytest.raises(Dropped, match="Nothing has changed"):
        services.integrations.add(new, wanted)
    with pytest.raises(Dropped):
        services.integrations.edit(row.id, 1, kept(row, name="Other"), wanted)
    assert store.read(lambda unit: unit.tokens.all()) == before
    assert [r.integration for r in services.views.integrations()] == [row]
    assert services.journal.undo is not None
    assert services.journal.undo.name == "Ops"


def test_what_is_done_cannot_be_given_up(services: Services) -> None:
    wanted = Wanted()
    services.integrations.add(draft("Ops"), wanted)
    assert not wanted.drop()


def test_a_wait_gives_what_came_of_it() -> None:
    assert unless_cancelled(lambda: 7, Button()) == 7
    with pytest.raises(ZeroDivisionError):
        unless_cancelled(lambda: 1 // 0, Button())


def test_a_wait_ends_when_cancel_is_pressed() -> None:
    answered, button = threading.Event(), Button()
    threading.Timer(0.01, button.press).start()
    with pytest.raises(Dropped):
        unless_cancelled(lambda: answered.wait(LONG), button)
    answered.set()
    with pytest.raises(Dropped):
        unless_cancelled(lambda: pytest.fail("nobody wants it"), button)
