"""Errors are whole sentences, and carry what a window needs to go on."""

import pytest

from hipadmin.domain.errors import (
    Conflict,
    Dependent,
    InUse,
    Invalid,
    NotFound,
    VaultFailure,
    VaultTrouble,
)
from hipadmin.domain.problems import Code, Problem


def test_what_is_invalid_is_said_problem_by_problem() -> None:
    problems = [Problem("name", Code.NAME_EMPTY), Problem("rooms[0].room", Code.ROOM_EMPTY)]

    error = Invalid(problems)

    assert error.text == f"{problems[0].text} {problems[1].text}"
    assert error.problems == tuple(problems)


def test_what_is_not_there() -> None:
    error = NotFound("room", "17")
    assert (error.text, error.entity, error.key) == ("There is no room “17”.", "room", "17")


def test_an_id_of_ours_is_not_told() -> None:
    error = NotFound("subscription", "c5269766b43f64c1f4828cb2c47b52da")
    assert error.text == "The subscription does not exist any more."


@pytest.mark.parametrize(("gone", "did"), [(True, "deleted"), (False, "changed")])
def test_what_somebody_else_did(gone: bool, did: str) -> None:
    error = Conflict("integration", "Ops", gone=gone)

    assert error.text == (
        f"The integration was {did} by somebody else meanwhile. Nothing was saved."
    )
    assert (error.entity, error.key, error.gone) == ("integration", "Ops", gone)


def test_what_is_in_use() -> None:
    users = [Dependent("1", "web", "ci", ("a",)), Dependent("2", "db", "ci", ("b",))]

    assert InUse("Ops", users[:1]).text == "“Ops” is still used by 1 subscription: web."
    error = InUse("Ops", users)
    assert error.text == "“Ops” is still used by 2 subscriptions: web, db."
    assert (error.name, error.dependents) == ("Ops", tuple(users))


def test_what_the_vault_said() -> None:
    error = VaultTrouble(VaultFailure.LOCKED, "The keyring is locked.")
    assert (error.failure, error.text) == (VaultFailure.LOCKED, "The keyring is locked.")
