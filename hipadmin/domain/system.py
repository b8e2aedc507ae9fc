"""What the operating system has against a file, as the end of a sentence with its remedy."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FULL = "the disk is full. Free some space, then try again."
READ_ONLY = "it is read-only. Allow writing to the file and its folder, then try again."
NO_ACCESS = "access is denied. Allow reading and writing the file and its folder, then try again."
NO_FOLDER = "a part of its path is not a folder. Choose another place."
NOT_THERE = "the file or its folder does not exist. See whether the path is right."
A_FOLDER = "it is a folder. Choose a file."
TOO_LONG = "its path is too long. Choose a shorter one."
FAILING = (
    "the disk did not read or write it. See whether the disk is full, failing or unplugged,"
    " then try again."
)

_BY_ERRNO: Mapping[int, str] = MappingProxyType(
    {
        errno.ENOSPC: FULL,
        errno.EDQUOT: FULL,
        errno.EFBIG: FULL,
        errno.EROFS: READ_ONLY,
        errno.EACCES: NO_ACCESS,
        errno.EPERM: NO_ACCESS,
        errno.ENOTDIR: NO_FOLDER,
        errno.EEXIST: NO_FOLDER,
        errno.ENOENT: NOT_THERE,
        errno.EISDIR: A_FOLDER,
        errno.ENAMETOOLONG: TOO_LONG,
        errno.EIO: FAILING,
        errno.ENODEV: FAILING,
        errno.ENXIO: FAILING,
    }
)


@dataclass(frozen=True, slots=True)
class Disk:
    """Room on the disk that the database is on: bytes that are free, and that it takes itself."""

    free: int
    database: int


def why(error: OSError) -> str:
    """What is in the way and what to do; begins in lower case, ends with a full stop."""
    known = _BY_ERRNO.get(error.errno or 0)
    return known or f"the system said: {error.strerror or type(error).__name__}."
