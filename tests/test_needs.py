import pytest

from tests.needs import needs

MISSING = "no-such-program-anywhere"


def test_what_is_there_is_no_reason_to_skip() -> None:
    needs("sh")


def test_elsewhere_a_missing_program_skips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=MISSING):
        needs("sh", MISSING)


def test_in_ci_a_missing_program_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=MISSING):
        needs("sh", MISSING)
