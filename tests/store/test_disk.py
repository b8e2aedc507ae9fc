from pathlib import Path

import pytest

from hipadmin.domain.errors import StoreTrouble
from hipadmin.domain.system import Disk
from hipadmin.store.disk import look_at_disk
from tests.places import read_only, small_disk


def test_room_and_size_are_told_and_nothing_is_left(tmp_path: Path) -> None:
    database = tmp_path / "hipadmin.db"
    database.write_bytes(bytes(1000))
    assert look_at_disk(database).database == 1000
    (tmp_path / "hipadmin.db-wal").write_bytes(bytes(500))

    disk = look_at_disk(database)

    assert disk == Disk(disk.free, 1500)
    assert disk.free > 0
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        disk.fill()
        with pytest.raises(StoreTrouble, match=r"Nothing can be written into .* the disk is full"):
            look_at_disk(disk.folder / "hipadmin.db")
        disk.free()
        assert list(disk.folder.iterdir()) == []


def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with read_only(folder), pytest.raises(StoreTrouble, match="Nothing can be written into"):
        look_at_disk(folder / "hipadmin.db")
