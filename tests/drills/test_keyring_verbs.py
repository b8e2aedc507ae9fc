"""The keyring dies or is locked in the middle of a verb, before one of its questions: for real."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hipadmin import app
from hipadmin.domain.errors import HipadminError, VaultTrouble
from hipadmin.domain.ports import Vault
from hipadmin.domain.token import RefState, Secret
from hipadmin.services.configuration.reversal import NotUndone
from tests.drills.points import Points, WatchedVault
from tests.drills.verbs import VERBS
from tests.drills.world import LATER, World, opened, picture
from tests.secret_service import SecretService, running_service

SAID = {
    "dies": "The keyring does not answer. Start it",
    "is locked": "The keyring stayed locked",
}


class Asked(WatchedVault):
    """A vault whose questions are points, too."""

    def __init__(self, vault: Vault, points: Points) -> None:
        super().__init__(vault, points)
        self.get = self._get  # type: ignore[method-assign]  # what only reads is no write

    def _get(self, ref_id: str) -> Secret | None:
        self._points.at("asking for a token")
        return self._vault.get(ref_id)


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    with running_service(tmp_path / "session") as session:
        for key, value in session.env.items():
            monkeypatch.setenv(key, value)
        yield session
    gc.collect()


def at(number: int, work: Callable[[], object]) -> Points:
    """Does ``work`` when the point with this number comes."""
    left = [number]

    def tell(_name: str) -> None:
        if left[0] == 0:
            work()
        left[0] -= 1

    points = Points(tell)
    points.asleep = True
    return points


def claims(world: World) -> bool:
    return "claimed" in str(picture(world))


@pytest.mark.slow
@pytest.mark.parametrize("how", SAID)
@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    "name", ["add", "edit", "apply", "undo-edit", "undo-delete", "redo-edit", "restore", "revoke"]
)
def test_nothing_is_half_done_and_it_is_said(
    tmp_path: Path, session: SecretService, name: str, number: int, how: str
) -> None:
    verb = VERBS[name]
    work = session.end_daemon if how == "dies" else session.lock
    points = at(number, work)
    (tmp_path / "data").mkdir()
    with opened(tmp_path / "data", "keyring", lambda vault: Asked(vault, points)) as world:
        verb.prepare(world)
        if verb.first is not None:
            verb.first(world)
        before = picture(world)
        points.asleep = False
        told: HipadminError | None = None
        try:
            verb.act(world)
        except (VaultTrouble, NotUndone) as error:
            told = error
        points.asleep = True
        session.end_daemon()
        session.start_daemon()

        after = picture(world)
        assert not claims(world)
        if told is None:
            assert after != before  # its last question had been answered
        else:
            assert SAID[how] in told.text
            assert after == before
        assert world.store.integrity() == []
        world.keeper(lambda: app.clock() + LATER).sweep()
        refs = world.store.read(lambda unit: unit.tokens.all()).values()
        assert world.keys() == {ref.id for ref in refs if ref.state is not RefState.MISSING}
        assert picture(world) == after
