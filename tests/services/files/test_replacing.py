import os
import resource
import stat
from pathlib import Path

import pytest

from hipadmin.services.files.replacing import UnwritableFile, replacing


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_for_the_user_alone(tmp_path: Path) -> None:
    with replacing(tmp_path / "new.csv") as file:
        file.write(b"new")
        assert not (tmp_path / "new.csv").exists()

    assert (tmp_path / "new.csv").read_bytes() == b"new"
    assert mode(tmp_path / "new.csv") == 0o600


def test_an_old_file_keeps_its_mode_and_a_link_stays_one(tmp_path: Path) -> None:
    old, link = tmp_path / "old.csv", tmp_path / "link.csv"
    old.write_bytes(b"old")
    old.chmod(0o644)
    link.symlink_to(old)

    with replacing(link) as file:
        file.write(b"new")

    assert link.is_symlink()
    assert old.read_bytes() == b"new"
    assert mode(old) == 0o644


def spoil(path: Path, error: BaseException) -> None:
    with replacing(path) as file:
        file.write(b"half of the n")
        raise error


@pytest.mark.parametrize("error", [ValueError(), KeyboardInterrupt()])
def test_whatever_goes_wrong_leaves_the_old_file_alone(
    tmp_path: Path, error: BaseException
) -> None:
    old = tmp_path / "old.csv"
    old.write_bytes(b"old")

    with pytest.raises(type(error)):
        spoil(old, error)

    assert old.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]


def fill(path: Path, size: int) -> None:
    with replacing(path) as file:
        file.write(b"x" * size)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match=r"missing/new\.csv.*does not exist.*Nothing was"):
        fill(tmp_path / "missing" / "new.csv", 1)


def test_a_limit_of_the_system_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    old.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        with pytest.raises(UnwritableFile, match="disk is full"):
            fill(old, 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert old.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.csv"]


def test_what_is_no_file_is_written_into_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        for path in (pipe, tmp_path / "link"):
            with replacing(path) as file:
                file.write(b"new")
            assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert pipe.is_fifo()


def test_a_pipe_nobody_reads_any_more_is_said(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    def write() -> None:
        with replacing(pipe) as file:
            os.close(reader)
            file.write(b"new")

    with pytest.raises(UnwritableFile):
        write()
    assert pipe.is_fifo()
