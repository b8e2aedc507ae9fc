"""Places where files cannot be written: a disk that is full, a folder that is read-only. For real.

Where this process may mount, a small file system of its own is full or read-only. In a container
where it may not, the kernel's limit on file sizes and the permissions of a folder do the same; root
gives up its leave to pass over them for that long.
"""

import contextlib
import ctypes
import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path

CAPABILITY_VERSION = 0x20080522
DAC = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: root's leave to pass over permissions."""
SIZE = 12 * 1024 * 1024
CHUNK = 64 * 1024


class Disk:
    """A place that can be filled and freed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave not a byte."""
        with self._filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
            for size in (CHUNK, 512, 1):
                _write_until_full(file.fileno(), size)

    def free(self) -> None:
        """Have room again."""
        self._filler.unlink(missing_ok=True)


def _write_until_full(file: int, size: int) -> None:
    try:
        while os.write(file, b"x" * size):
            pass
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise


class Limited(Disk):
    """A place whose files cannot grow: the limit is this process's."""

    def fill(self) -> None:
        _hard, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, most))

    def free(self) -> None:
        _hard, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


@contextlib.contextmanager
def small_disk(folder: Path, size: int = SIZE) -> Iterator[Disk]:
    """A disk of ``size`` bytes at ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    if not _mounts(f"size={size},mode=700", folder):
        disk: Disk = Limited(folder)
        try:
            yield disk
        finally:
            disk.free()
        return
    try:
        yield Disk(folder)
    finally:
        _unmount(folder)


@contextlib.contextmanager
def read_only(folder: Path) -> Iterator[list[str]]:
    """Nothing below ``folder`` can be written while the block runs; nobody has it open.

    Gives what must stand before the command of a child for which this shall hold, too.
    """
    command = ["mount", "--bind", str(folder), str(folder)]
    if _run(command) and _run(["mount", "-o", "remount,bind,ro", str(folder)]):
        try:
            yield []
        finally:
            _unmount(folder)
        return
    files = [folder, *folder.rglob("*")]
    modes = [path.stat().st_mode for path in files]
    for path in files:
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    try:
        with _bound_by_permissions() if root else contextlib.nullcontext():
            yield ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if root else []
    finally:
        for path, mode in zip(files, modes, strict=True):
            path.chmod(mode & 0o7777)


@contextlib.contextmanager
def _bound_by_permissions() -> Iterator[None]:
    """Permissions bind this thread, and those it starts, although it is root's."""
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    held = (ctypes.c_uint32 * 6)()
    if libc.capget(header, held):
        raise OSError(ctypes.get_errno(), "capget")
    bound = (ctypes.c_uint32 * 6)(*held)
    bound[0] &= ~DAC
    if libc.capset(header, bound):
        raise OSError(ctypes.get_errno(), "capset")
    try:
        yield
    finally:
        libc.capset(header, held)


def _mounts(options: str, folder: Path) -> bool:
    return _run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)])


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=True, timeout=30)


def _run(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    except FileNotFoundError:
        return False
    return done.returncode == 0
