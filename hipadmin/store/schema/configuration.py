"""Steps 1 and 2: the configuration, tokens by reference, results and change records.

The triggers see to it that no live notification is left without its subscription, integration or
rooms, whoever writes and however.
"""

from hipadmin.store.schema.parts import APPLICATION_ID, Step, refuse

_TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    """CREATE TABLE token_ref (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        vault TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'live', 'dead', 'missing')),
        changed_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE token_info (
        ref_id TEXT PRIMARY KEY REFERENCES token_ref (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('room', 'user', 'addon')),
        label TEXT NOT NULL,
        scopes TEXT NOT NULL CHECK (substr(scopes, 1, 1) = '['),
        room TEXT NOT NULL,
        expires_at INTEGER,
        checked_at INTEGER
    ) STRICT""",
    """CREATE TABLE integration (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        name_key TEXT NOT NULL CHECK (length(name_key) >= 1),
        endpoint TEXT NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 20000),
        token_ref TEXT,
        ca_certificate TEXT NOT NULL,
        proxy TEXT NOT NULL,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        version INTEGER NOT NULL CHECK (version >= 1),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    """CREATE TABLE room (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        integration_id TEXT NOT NULL REFERENCES integration (id) ON DELETE RESTRICT,
        position INTEGER NOT NULL CHECK (position >= 0),
        room TEXT NOT NULL CHECK (length(room) BETWEEN 1 AND 100),
        room_key TEXT NOT NULL CHECK (length(room_key) >= 1),
        name TEXT NOT NULL,
        token_ref TEXT,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        deleted_at INTEGER
    ) STRICT""",
    """CREATE TABLE subscription (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        name_key TEXT NOT NULL CHECK (length(name_key) >= 1),
        kind TEXT NOT NULL CHECK (kind IN ('ci', 'image', 'monitoring', 'flags', 'other')),
        version INTEGER NOT NULL CHECK (version >= 1),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    """CREATE TABLE notification (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        subscription_id TEXT NOT NULL REFERENCES subscription (id) ON DELETE RESTRICT,
        integration_id TEXT NOT NULL REFERENCES integration (id) ON DELETE RESTRICT,
        name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        name_key TEXT NOT NULL CHECK (length(name_key) >= 1),
        every_room INTEGER NOT NULL CHECK (every_room IN (0, 1)),
        own_rooms TEXT NOT NULL CHECK (substr(own_rooms, 1, 1) = '['),
        projects TEXT NOT NULL CHECK (substr(projects, 1, 1) = '['),
        policy TEXT CHECK (length(policy) <= 4000000),
        send_when_clears INTEGER NOT NULL CHECK (send_when_clears IN (0, 1)),
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        version INTEGER NOT NULL CHECK (version >= 1),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT""",
    """CREATE TABLE notification_room (
        notification_id TEXT NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
        room_id TEXT NOT NULL REFERENCES room (id) ON DELETE RESTRICT,
        position INTEGER NOT NULL CHECK (position >= 0),
        PRIMARY KEY (notification_id, room_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE room_result (
        room_id TEXT PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'needs_attention', 'failing', 'not_sent')),
        status INTEGER CHECK (status BETWEEN 0 AND 999),
        elapsed_ms INTEGER CHECK (elapsed_ms >= 0),
        failing_since INTEGER,
        text TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE change (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        action TEXT NOT NULL CHECK (length(action) >= 1),
        entity TEXT NOT NULL CHECK (length(entity) >= 1),
        entity_id TEXT NOT NULL,
        name TEXT NOT NULL,
        before TEXT CHECK (substr(before, 1, 1) = '{'),
        after TEXT CHECK (substr(after, 1, 1) = '{'),
        batch TEXT NOT NULL,
        search TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE revision (
        topic TEXT PRIMARY KEY,
        n INTEGER NOT NULL CHECK (n >= 0)
    ) STRICT, WITHOUT ROWID""",
)
TABLES = frozenset(statement.split()[2] for statement in _TABLES)
"""The tables that a database of any format has."""

_INDEXES = (
    "CREATE UNIQUE INDEX integration_name ON integration (name_key) WHERE deleted_at IS NULL",
    "CREATE UNIQUE INDEX subscription_name ON subscription (name_key) WHERE deleted_at IS NULL",
    """CREATE UNIQUE INDEX notification_name ON notification (subscription_id, name_key)
        WHERE deleted_at IS NULL""",
    """CREATE UNIQUE INDEX room_once ON room (integration_id, room_key)
        WHERE deleted_at IS NULL""",
    "CREATE INDEX room_of ON room (integration_id, position)",
    "CREATE INDEX notification_of_integration ON notification (integration_id)",
    "CREATE INDEX notification_of_subscription ON notification (subscription_id)",
    "CREATE INDEX notification_room_of ON notification_room (room_id)",
    "CREATE INDEX token_ref_state ON token_ref (state, changed_at)",
)

_USERS_OF_ROOM = """SELECT 1 FROM notification_room AS named
            JOIN notification AS user ON user.id = named.notification_id
            WHERE named.room_id = OLD.id AND user.deleted_at IS NULL"""
_ORPHANED = """NEW.deleted_at IS NULL AND (
            NOT EXISTS (SELECT 1 FROM integration
                WHERE id = NEW.integration_id AND deleted_at IS NULL)
            OR NOT EXISTS (SELECT 1 FROM subscription
                WHERE id = NEW.subscription_id AND deleted_at IS NULL)"""
_LOST_ROOM = """EXISTS (SELECT 1 FROM notification_room AS named
            WHERE named.notification_id = NEW.id AND NOT EXISTS (SELECT 1 FROM room
                WHERE room.id = named.room_id AND room.deleted_at IS NULL
                AND room.integration_id = NEW.integration_id))"""
_STRAY_ROOM = """EXISTS (SELECT 1 FROM notification AS user
            WHERE user.id = NEW.notification_id AND user.deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM room WHERE room.id = NEW.room_id
                AND room.deleted_at IS NULL AND room.integration_id = user.integration_id))"""


def _in_use(table: str, users: str) -> tuple[str, ...]:
    """Triggers that keep a row of ``table`` while a live notification needs it."""
    gone = f"NEW.deleted_at IS NOT NULL AND EXISTS ({users})"
    message = f"this {table} is used by a room notification"
    return (
        refuse(f"{table}_kept", f"UPDATE OF deleted_at ON {table}", gone, message),
        refuse(f"{table}_not_replaced", f"INSERT ON {table}", gone.replace("OLD", "NEW"), message),
        refuse(f"{table}_not_removed", f"DELETE ON {table}", f"EXISTS ({users})", message),
    )


def _fixed(table: str, column: str) -> str:
    """A trigger that keeps ``column`` as it was inserted."""
    event = f"UPDATE OF {column} ON {table}"
    when = f"NEW.{column} IS NOT OLD.{column}"
    return refuse(f"{table}_{column}_fixed", event, when, f"the {column} of a {table} is fixed")


_TRIGGERS = (
    *_in_use(
        "integration",
        "SELECT 1 FROM notification WHERE integration_id = OLD.id AND deleted_at IS NULL",
    ),
    *_in_use(
        "subscription",
        "SELECT 1 FROM notification WHERE subscription_id = OLD.id AND deleted_at IS NULL",
    ),
    *_in_use("room", _USERS_OF_ROOM),
    *(_fixed(table, "id") for table in ("integration", "subscription", "room", "notification")),
    _fixed("room", "integration_id"),
    refuse(
        "notification_has_parents",
        "INSERT ON notification",
        f"{_ORPHANED})",
        "a room notification needs its subscription and integration",
    ),
    refuse(
        "notification_keeps_parents",
        "UPDATE OF deleted_at, integration_id, subscription_id ON notification",
        f"{_ORPHANED} OR {_LOST_ROOM})",
        "a room notification needs its subscription, integration and rooms",
    ),
    refuse(
        "notification_room_is_live",
        "INSERT ON notification_room",
        _STRAY_ROOM,
        "a room notification can only name rooms of its integration",
    ),
    refuse(
        "notification_room_stays_live",
        "UPDATE ON notification_room",
        _STRAY_ROOM,
        "a room notification can only name rooms of its integration",
    ),
    refuse("change_is_final", "UPDATE ON change", "TRUE", "a change record is final"),
)

_TOPICS = (
    """INSERT INTO revision (topic, n) VALUES ('integrations', 0), ('subscriptions', 0),
        ('notifications', 0), ('results', 0), ('tokens', 0), ('audit', 0)""",
)


def _once(table: str, key: str, scope: str = "") -> tuple[str, ...]:
    """Triggers against "OR REPLACE", which would take the other row away without asking it."""
    clash = f"other.{key} = NEW.{key} AND other.id IS NOT NEW.id{scope}"
    live = f"SELECT 1 FROM {table} AS other WHERE other.deleted_at IS NULL"
    taken = f"NEW.deleted_at IS NULL AND EXISTS ({live} AND {clash})"
    message = f"another {table} has this name"
    return (
        refuse(f"{table}_name_free", f"INSERT ON {table}", taken, message),
        refuse(f"{table}_name_stays_free", f"UPDATE ON {table}", taken, message),
    )


_NAMES = (
    *_once("integration", "name_key"),
    *_once("subscription", "name_key"),
    *_once("room", "room_key", " AND other.integration_id = NEW.integration_id"),
)

FIRST: Step = (
    *_TABLES,
    *_INDEXES,
    *_TRIGGERS,
    *_TOPICS,
    f"PRAGMA application_id = {APPLICATION_ID}",
)
SECOND: Step = _NAMES
FOURTH: Step = ("ALTER TABLE token_info ADD COLUMN title TEXT NOT NULL DEFAULT ''",)
