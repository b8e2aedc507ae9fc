"""A file to import is read, or its trouble is said with its name."""

import os
from pathlib import Path

import pytest

from hipadmin.services.files.config_file import SIZE_MAX
from hipadmin.services.files.import_file import UnreadableFile, read_file


def said(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_file(path)
    return str(caught.value)


def test_one_byte_more_than_is_allowed_is_read_and_no_more(tmp_path: Path) -> None:
    small, huge = tmp_path / "small", tmp_path / "huge"
    small.write_bytes(b"version: 1")
    huge.touch()
    os.truncate(huge, SIZE_MAX + 1000)

    assert read_file(small) == b"version: 1"
    assert len(read_file(huge)) == SIZE_MAX + 1


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    assert said(tmp_path / "none").startswith(f"“{tmp_path}/none” cannot be read: ")
    assert said(pipe) == f"“{pipe}” cannot be read: it is no ordinary file."
    assert said(Path("a\0b")).endswith("cannot be read: this is no path of a file.")
