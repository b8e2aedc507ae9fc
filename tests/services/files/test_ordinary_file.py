"""Whatever is named, nobody waits and nothing stays open; the suite's guard sees the latter."""

import os
from pathlib import Path

import pytest

from hipadmin.services.files.ordinary_file import NotOrdinary, read_ordinary


def test_no_more_than_asked_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"0123456789")

    assert read_ordinary(file, 4) == b"0123"
    assert read_ordinary(file, 40) == b"0123456789"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        read_ordinary(tmp_path, 4)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    with pytest.raises(NotOrdinary, match="it is no ordinary file"):
        read_ordinary(pipe, 4)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_ordinary(tmp_path / "nothing", 4)
