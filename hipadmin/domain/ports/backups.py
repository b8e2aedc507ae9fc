"""Where backups are made, found and looked into."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from hipadmin.domain.backup import Backup
from hipadmin.domain.ports.store import Unit

T = TypeVar("T")


class BackupShelf(Protocol):
    """The backups of one database. Blocking. All raise StoreTrouble when the disk is in the way."""

    def all(self) -> list[Backup]:
        """Every backup, newest first."""

    def due(self) -> bool:
        """Whether something changed since the newest backup and today has none yet (UTC)."""

    def make(self) -> Backup:
        """Make one now, verified; then remove those that are no longer kept."""

    def read(self, name: str, work: Callable[[Unit], T]) -> T:
        """Run ``work`` over what a backup has, brought to today's format; the file stays as it is.

        Raises NotFound; StoreTrouble for one that is damaged, newer or of another database.
        """
