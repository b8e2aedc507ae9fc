"""Each word of the system has its sentence, with something to do."""

import errno
import os

import pytest

from hipadmin.domain.system import why


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EFBIG, "Free some space"),
        (errno.EROFS, "Allow writing"),
        (errno.EACCES, "Allow reading and writing"),
        (errno.EPERM, "Allow reading and writing"),
        (errno.ENOTDIR, "Choose another place"),
        (errno.ENOENT, "See whether the path is right"),
        (errno.EISDIR, "Choose a file"),
        (errno.ENAMETOOLONG, "Choose a shorter one"),
        (errno.EIO, "failing or unplugged"),
    ],
)
def test_each_has_a_remedy(number: int, remedy: str) -> None:
    said = why(OSError(number, os.strerror(number)))
    assert remedy in said
    assert said.endswith(".")
    assert os.strerror(number) not in said


def test_what_nobody_foresaw_is_passed_on() -> None:
    assert why(OSError(errno.EMFILE, "Too many open files")) == (
        "the system said: Too many open files."
    )
    assert why(OSError("no number")) == "the system said: OSError."
