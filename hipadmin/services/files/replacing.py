"""Files a person asks for: replaced as a whole, or left as they were."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from hipadmin.domain.errors import HipadminError
from hipadmin.domain.system import why
from hipadmin.store.files import sync_folder


class UnwritableFile(HipadminError):
    """A file could not be written; what stood there before is unchanged."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"“{path}” could not be written: {why(error)} Nothing was changed there.")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` when the block ends well.

    Whoever reads ``path`` meanwhile sees the old file or the new one, never a part. A new file is
    for the user alone; an old one keeps its mode, and a link stays a link. What is no file, such as
    a pipe or ``/dev/stdout``, is written into and stays. Raises UnwritableFile.
    """
    target = path.expanduser()
    if _takes_a_stream(target):
        with _into(target, path) as file:
            yield file
        return
    try:
        target = target.resolve()
        handle, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", dir=target.parent)
    except OSError as error:
        raise UnwritableFile(path, error) from error
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            if target.exists():
                os.fchmod(file.fileno(), target.stat().st_mode & 0o777)
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise UnwritableFile(path, error) from error
    finally:
        draft.unlink(missing_ok=True)


def _takes_a_stream(target: Path) -> bool:
    try:
        mode = target.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


@contextmanager
def _into(target: Path, path: Path) -> Iterator[BinaryIO]:
    try:
        with target.open("wb") as file:
            yield file
    except OSError as error:
        raise UnwritableFile(path, error) from error
