"""A fault in words, without the values it happened to."""

import gc
import threading
from pathlib import Path

import pytest

from hipadmin.domain.redaction import Redactor
from hipadmin.domain.token import MASK, Secret
from hipadmin.recovery.fault import (
    describe,
    fingerprint,
    message,
    place,
    secrets_near,
    short_path,
    short_paths,
)

PLAIN = Redactor()


def raised(text: str = "x") -> ValueError:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


def test_type_message_and_frames_are_told_the_cause_below() -> None:
    try:
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise ValueError("outer") from inner
    except ValueError as error:
        told = describe(error, PLAIN)
    first, cause = told.split("\n\n")
    assert first.startswith("ValueError: outer\n  ")
    assert "test_fault.py:" in first
    assert cause.startswith("Caused by KeyError: 'inner'\n")


def test_an_exception_of_ours_is_named_in_full_and_a_hidden_context_stays_hidden() -> None:
    class OursError(Exception):
        pass

    try:
        try:
            raise KeyError("inner")
        except KeyError:
            raise OursError from None
    except OursError as error:
        told = describe(error, PLAIN)
    assert told.startswith(f"{__name__}.OursError\n")
    assert "KeyError" not in told


def test_circles_and_depths_of_causes_come_to_an_end() -> None:
    one, two = raised("one"), raised("two")
    one.__cause__, two.__cause__ = two, one
    assert describe(one, PLAIN).count("Caused by") == 3

    def deep(n: int) -> None:
        if n:
            deep(n - 1)
        raise RecursionError("too deep")

    try:
        deep(100)
    except RecursionError as error:
        lines = describe(error, PLAIN).splitlines()
    assert len(lines) == 42
    assert "  … 62 more …" in lines


def test_a_long_message_is_cut_and_an_untellable_one_is_said_to_be_so() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError("no")

    assert message(raised("ab " * 1000), PLAIN).endswith("…")
    assert len(message(raised("ab " * 1000), PLAIN)) == 400
    assert message(Mute(), PLAIN) == "(its message cannot be shown)"


def test_the_same_fault_has_the_same_print_another_place_another() -> None:
    assert fingerprint(raised("a")) == fingerprint(raised("b"))
    with pytest.raises(ValueError) as elsewhere:
        raise ValueError("x")
    assert fingerprint(elsewhere.value) != fingerprint(raised())


def test_living_secrets_are_found_and_nothing_else_is_held_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # whoever holds a tuple that another thread is making spoils that thread's work
    monkeypatch.setattr(gc, "get_objects", lambda: pytest.fail("everything was held"))
    kept = Secret("only letters here")
    assert kept.reveal() in secrets_near(None)


def test_locals_with_telling_names_are_secrets_of_causes_too() -> None:
    def fail(room_token: str, place: str) -> None:
        raise ValueError(f"{room_token} {place}")

    try:
        try:
            fail("plainword", "somewhere")
        except ValueError as inner:
            raise KeyError("other") from inner
    except KeyError as error:
        found = secrets_near(error)
        told = describe(error, Redactor(secrets=found))
    assert "plainword" in found
    assert "somewhere" not in found
    assert f"ValueError: {MASK} somewhere" in told


def test_looking_for_secrets_from_a_worker_finds_the_same() -> None:
    kept, found = Secret("held by the test"), set[str]()
    thread = threading.Thread(target=lambda: found.update(secrets_near(None)))
    thread.start()
    thread.join()
    assert kept.reveal() in found


def test_files_lose_the_folders_that_say_who_works_where() -> None:
    import hipadmin.recovery.fault as ours

    assert short_path(ours.__file__) == "hipadmin/recovery/fault.py"
    assert short_path(threading.__file__) == "threading.py"
    assert short_path("/home/ann/secret/plan.py") == "plan.py"
    assert short_path("<frozen runpy>") == "<frozen runpy>"
    line = f'  File "{Path(ours.__file__)}", line 3 in x'
    assert short_paths(line) == '  File "hipadmin/recovery/fault.py", line 3 in x'


def test_the_place_of_a_fault_is_one_short_line() -> None:
    assert place(raised()).startswith("ValueError at tests/recovery/test_fault.py:")
    assert place(ValueError()) == "ValueError"
