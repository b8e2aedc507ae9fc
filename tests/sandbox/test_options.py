"""What the command line says of the sandbox."""

from pathlib import Path

import pytest

from hipadmin.command_line import parser


def test_faults_and_a_seed_are_read() -> None:
    line = ["sandbox", "--fault", "slow=0.5", "--fault", "503", "--seed", "people.json"]

    found = parser().parse_args(line)

    assert found.fault == [("slow", 0.5), ("503", None)]
    assert found.seed == Path("people.json")
    assert parser().parse_args(["sandbox"]).fault == []


def test_an_unknown_fault_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args(["sandbox", "--fault", "earthquake"])
    assert "there is no fault 'earthquake'" in capsys.readouterr().err
