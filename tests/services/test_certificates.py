"""A CA file is checked before anything relies on it."""

import os
from pathlib import Path

import pytest

from hipadmin.domain.problems import Code, Problem
from hipadmin.services.certificates import CERTIFICATE_MAX, check_certificate
from tests.hipchat.certificates import self_signed


@pytest.fixture(scope="module")
def pem() -> tuple[bytes, bytes]:
    """A private key and its certificate."""
    key, line, certificate = self_signed().partition(b"-----BEGIN CERTIFICATE-----")
    return key, line + certificate


def found(path: str) -> list[tuple[Code, bool]]:
    problems = list(check_certificate(path))
    assert {p.where for p in problems} <= {"ca_certificate"}
    return [(p.code, p.blocking) for p in problems]


def test_none_means_the_systems_authorities() -> None:
    assert found("  ") == []


def test_what_is_in_the_file_counts(tmp_path: Path, pem: tuple[bytes, bytes]) -> None:
    key, certificate = pem
    file = tmp_path / "ca.pem"
    for content, problems in (
        (certificate, []),
        ("# Főtanúsítvány\n".encode() + certificate, []),
        (key + certificate, [(Code.CA_KEY_TOO, False)]),
        (key, [(Code.CA_KEY, True)]),
        (b"", [(Code.CA_INVALID, True)]),
        (b"\xff no certificate", [(Code.CA_INVALID, True)]),
    ):
        file.write_bytes(content)
        assert found(f" {file} ") == problems


def test_the_persons_own_folder_may_be_written_short(
    tmp_path: Path, pem: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "ca.pem").write_bytes(pem[1])

    assert found("~/ca.pem") == []
    assert found("ca.pem") == [(Code.CA_RELATIVE, True)]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    huge = tmp_path / "huge.pem"
    huge.touch()
    os.truncate(huge, CERTIFICATE_MAX + 1)
    [problem] = check_certificate(str(tmp_path))

    assert (problem.code, problem.params["reason"]) == (Code.CA_MISSING, "Is a directory")
    assert found(str(tmp_path / "none")) == [(Code.CA_MISSING, True)]
    assert found("/a\0b") == [(Code.CA_MISSING, True)]
    assert found(str(huge)) == [(Code.CA_HUGE, True)]


def test_a_long_path_is_shown_by_its_end_and_a_token_in_it_is_not(tmp_path: Path) -> None:
    [long] = check_certificate("/" + "x/" * 200 + "end\x07.pem")
    [token] = check_certificate("/" + "Ab1" * 13 + "x")

    assert shown(long).startswith("…")
    assert shown(long).endswith("/end?.pem")
    assert len(shown(long)) == 201
    assert "Ab1Ab1" not in shown(token)


def shown(problem: Problem) -> str:
    return str(problem.params["path"])
