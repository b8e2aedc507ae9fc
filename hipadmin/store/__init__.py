"""SQLite behind the ports."""

from hipadmin.store.database import Database, open_store
from hipadmin.store.trouble import ReadCancelled

__all__ = ["Database", "ReadCancelled", "open_store"]
