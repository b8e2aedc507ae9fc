"""One transaction's repositories."""

import sqlite3
from datetime import datetime

from hipadmin.domain.ports import (
    ChangeRepository,
    IntegrationRepository,
    NotificationRepository,
    ResultRepository,
    SubscriptionRepository,
    TokenRefRepository,
    Topic,
)
from hipadmin.store.changes import Changes
from hipadmin.store.integrations import Integrations
from hipadmin.store.notifications import Notifications
from hipadmin.store.purge import purge_changes, purge_rows
from hipadmin.store.results import Results
from hipadmin.store.rows import to_ms
from hipadmin.store.subscriptions import Subscriptions
from hipadmin.store.tokens import Tokens


class UnitOfWork:
    """Keeps ports.Unit's promises within the transaction that is open on ``connection``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._touched: set[Topic] = set()
        touch = self._touched.add
        self.integrations: IntegrationRepository = Integrations(connection, touch)
        self.subscriptions: SubscriptionRepository = Subscriptions(connection, touch)
        self.notifications: NotificationRepository = Notifications(connection, touch)
        self.tokens: TokenRefRepository = Tokens(connection, touch)
        self.results: ResultRepository = Results(connection, touch)
        self.changes: ChangeRepository = Changes(connection, touch)

    def setting(self, key: str) -> str | None:
        """See the port."""
        sql = "SELECT value FROM setting WHERE key = ?"
        row = self._connection.execute(sql, (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_setting(self, key: str, value: str) -> None:
        """See the port."""
        sql = "INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)"
        self._connection.execute(sql, (key, value))

    def purge(self, deleted_before: datetime, changed_before: datetime) -> int:
        """See the port."""
        rows = purge_rows(self._connection, to_ms(deleted_before))
        changes = purge_changes(self._connection, to_ms(changed_before))
        if changes:
            self._touched.add(Topic.AUDIT)
        return rows + changes

    def bump_revisions(self) -> None:
        """Count one change for each topic touched; to be called once, before the commit."""
        sql = """INSERT INTO revision (topic, n) VALUES (?, 1)
            ON CONFLICT (topic) DO UPDATE SET n = n + 1"""
        self._connection.executemany(sql, [(topic.value,) for topic in sorted(self._touched)])
