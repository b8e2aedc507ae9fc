"""One transaction's repositories, each made when it is first asked for."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hipadmin.domain.ports import Topic
from hipadmin.store.integrations import Integrations
from hipadmin.store.results import Results
from hipadmin.store.rows import to_ms
from hipadmin.store.tokens import Tokens

if TYPE_CHECKING:  # loaded when somebody needs them, not when the list of integrations is shown
    from hipadmin.store.activity import Activity
    from hipadmin.store.alerts import Alerts
    from hipadmin.store.changes import Changes
    from hipadmin.store.deliveries import Deliveries
    from hipadmin.store.events import Events
    from hipadmin.store.intake_keys import IntakeKeys
    from hipadmin.store.lanes import Lanes
    from hipadmin.store.memory import Memory
    from hipadmin.store.notifications import Notifications
    from hipadmin.store.relays import Relays
    from hipadmin.store.retention import Retention
    from hipadmin.store.subscriptions import Subscriptions


_TOPICS = MappingProxyType({topic.value: topic for topic in Topic})


def revisions_on(connection: sqlite3.Connection) -> Mapping[Topic, int]:
    """The revision of each topic as ``connection`` sees them."""
    rows = connection.execute("SELECT topic, n FROM revision")
    return MappingProxyType({_TOPICS[topic]: n for topic, n in rows if topic in _TOPICS})


class UnitOfWork:
    """Keeps ports.Unit's promises within the transaction that is open on ``connection``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._touched: set[Topic] = set()

    @cached_property
    def integrations(self) -> Integrations:
        """See the port."""
        return Integrations(self._connection, self._touched.add)

    @cached_property
    def subscriptions(self) -> "Subscriptions":
        """See the port."""
        from hipadmin.store.subscriptions import Subscriptions

        return Subscriptions(self._connection, self._touched.add)

    @cached_property
    def notifications(self) -> "Notifications":
        """See the port."""
        from hipadmin.store.notifications import Notifications

        return Notifications(self._connection, self._touched.add)

    @cached_property
    def tokens(self) -> Tokens:
        """See the port."""
        return Tokens(self._connection, self._touched.add)

    @cached_property
    def results(self) -> Results:
        """See the port."""
        return Results(self._connection, self._touched.add)

    @cached_property
    def changes(self) -> "Changes":
        """See the port."""
        from hipadmin.store.changes import Changes

        return Changes(self._connection, self._touched.add)

    @cached_property
    def events(self) -> "Events":
        """See the port."""
        from hipadmin.store.events import Events

        return Events(self._connection, self._touched.add)

    @cached_property
    def alerts(self) -> "Alerts":
        """See the port."""
        from hipadmin.store.alerts import Alerts

        return Alerts(self._connection, self._touched.add)

    @cached_property
    def memory(self) -> "Memory":
        """See the port."""
        from hipadmin.store.memory import Memory

        return Memory(self._connection)

    @cached_property
    def lanes(self) -> "Lanes":
        """See the port."""
        from hipadmin.store.lanes import Lanes

        return Lanes(self._connection, self._touched.add)

    @cached_property
    def deliveries(self) -> "Deliveries":
        """See the port."""
        from hipadmin.store.deliveries import Deliveries

        return Deliveries(self._connection, self._touched.add)

    @cached_property
    def intake_keys(self) -> "IntakeKeys":
        """See the port."""
        from hipadmin.store.intake_keys import IntakeKeys

        return IntakeKeys(self._connection, self._touched.add)

    @cached_property
    def relays(self) -> "Relays":
        """See the port."""
        from hipadmin.store.relays import Relays

        return Relays(self._connection, self._touched.add)

    @cached_property
    def activity(self) -> "Activity":
        """See the port."""
        from hipadmin.store.activity import Activity

        return Activity(self._connection)

    @cached_property
    def retention(self) -> "Retention":
        """See the port."""
        from hipadmin.store.retention import Retention

        return Retention(self._connection, self._touched.add)

    def revisions(self) -> Mapping[Topic, int]:
        """See the port. They move when it is committed only."""
        return self._revisions

    @cached_property
    def _revisions(self) -> Mapping[Topic, int]:
        return revisions_on(self._connection)

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
        from hipadmin.store.purge import purge_changes, purge_rows

        rows = purge_rows(self._connection, to_ms(deleted_before))
        changes = purge_changes(self._connection, to_ms(changed_before))
        if changes:
            self._touched.add(Topic.AUDIT)
        return rows + changes

    def bump_revisions(self) -> None:
        """Count one change for each topic touched; to be called once, before the commit."""
        if self._touched:
            rows = ", ".join(["(?, 1)"] * len(self._touched))
            sql = f"""INSERT INTO revision (topic, n) VALUES {rows}
                ON CONFLICT (topic) DO UPDATE SET n = n + 1"""
            self._connection.execute(sql, sorted(self._touched))
