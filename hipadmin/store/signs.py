"""Signs of life: a file per relay that it keeps locked, which the system unlocks at its death.

All processes that have the database open run under one kernel, since its write-ahead log wants
that; so a lock that can be had means that whoever had it is gone, however it ended.
"""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator
from pathlib import Path

_LOG = logging.getLogger(__name__)
_UNSEEN = "."
"""What the name of a file that is not locked yet begins with."""


class Signs:
    """Keeps ports.SignsOfLife's promises with one file each in ``folder``.

    A file system that knows no locks has no signs: then nobody is taken for dead.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def held(self, owner: str) -> Iterator[None]:
        """See the port."""
        try:
            file = self._hold(owner)
        except OSError as error:
            _LOG.warning("others will notice late if this relay dies: %s", error.strerror)
            yield
            return
        try:
            yield
        finally:
            self.clear(owner)
            os.close(file)

    def dead(self) -> frozenset[str]:
        """See the port."""
        return frozenset(name for name in self._names() if self._is_held(name) is False)

    def alive(self) -> frozenset[str]:
        """See the port."""
        return frozenset(name for name in self._names() if self._is_held(name))

    def _names(self) -> list[str]:
        try:
            names = [path.name for path in self._folder.iterdir()]
        except OSError:
            return []
        return [name for name in names if not name.startswith(_UNSEEN)]

    def clear(self, owner: str) -> None:
        """See the port."""
        with contextlib.suppress(OSError):
            (self._folder / owner).unlink()

    def _hold(self, owner: str) -> int:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        unseen = self._folder / f"{_UNSEEN}{owner}"
        file = os.open(unseen, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            unseen.rename(self._folder / owner)  # nobody ever finds it without its lock
        except OSError:
            os.close(file)
            raise
        return file

    def _is_held(self, owner: str) -> bool | None:
        """Whether somebody has its lock, None if that cannot be told."""
        try:
            file = os.open(self._folder / owner, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return None
        finally:
            os.close(file)
        return False
