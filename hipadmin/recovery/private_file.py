"""Small files for the user alone, written so that a reader sees the old one or the new one."""

import contextlib
import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Create ``folder`` and what is missing above it, for the user alone. Raises OSError."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def create(path: Path, flags: int = 0) -> int:
    """Open a new, empty file for the user alone whatever the umask is; give its descriptor.

    What was there before goes. Raises OSError.
    """
    with contextlib.suppress(FileNotFoundError):
        path.unlink()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | flags, 0o600)
    os.fchmod(file, 0o600)
    return file


def write(path: Path, text: str) -> None:
    """Put ``text`` into ``path``, whole or not at all; its folder is made. Raises OSError."""
    make_folder(path.parent)
    half = path.with_name(f".{path.name}.part")
    try:
        with os.fdopen(create(half), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            half.unlink()
        raise
    _sync(path.parent)


def _sync(folder: Path) -> None:
    """Have the new name survive a power cut, where the system lets a folder be opened."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
