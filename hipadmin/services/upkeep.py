"""Upkeep: a backup a day if something changed, and what was deleted long ago goes for good."""

from hipadmin.domain.backup import CHANGES_KEPT, DELETED_KEPT, Backup
from hipadmin.domain.ports import Clock, Store
from hipadmin.domain.ports.backups import BackupShelf


class Upkeep:
    """What is done once in a while, by whatever process runs long enough or changes much."""

    def __init__(self, store: Store, shelf: BackupShelf, clock: Clock) -> None:
        self._store = store
        self._shelf = shelf
        self._clock = clock

    def run(self) -> Backup | None:
        """Make today's backup if it is due, then purge. Gives the backup, None if none was due.

        Raises StoreTrouble; without the backup that was due nothing is purged.
        """
        backup = self.back_up()
        now = self._clock()
        self._store.write(lambda unit: unit.purge(now - DELETED_KEPT, now - CHANGES_KEPT))
        return backup

    def back_up(self) -> Backup | None:
        """Make today's backup if it is due. Raises StoreTrouble."""
        return self._shelf.make() if self._shelf.due() else None
