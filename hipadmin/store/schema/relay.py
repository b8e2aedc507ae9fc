"""Step 3: events, verdicts, alerts, the outbox, and what the relay remembers.

Rows that lists read a million of are slim; what only one of them shows is kept beside them
(`event_body`, `delivery_message`). A lane is the queue of one room or person: its deliveries leave
in the order of `seq`, one at a time, whoever sends them.
"""

from hipadmin.store.schema.parts import Step, refuse

OPEN = "state IN ('pending', 'retrying', 'sending')"
"""The deliveries that are still owed, in the very words of the indexes."""
WAITING = "state IN ('pending', 'retrying')"
_EVENT_STATES = """'triggered', 'cleared', 'started', 'success', 'failure', 'cancelled',
            'changed', 'test'"""

_SETTINGS = (
    """ALTER TABLE notification ADD COLUMN settings TEXT NOT NULL DEFAULT '{}'
        CHECK (substr(settings, 1, 1) = '{')""",
    """ALTER TABLE integration ADD COLUMN standard INTEGER NOT NULL DEFAULT 0
        CHECK (standard IN (0, 1))""",
)

_EVENTS = (
    f"""CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        received_at INTEGER NOT NULL,
        at INTEGER,
        subscription_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ({_EVENT_STATES})),
        passed INTEGER NOT NULL CHECK (passed >= 0),
        alert INTEGER,
        identity BLOB CHECK (length(identity) = 16),
        title TEXT NOT NULL CHECK (length(title) >= 1),
        kind TEXT NOT NULL,
        project TEXT NOT NULL,
        branch TEXT NOT NULL,
        severity TEXT NOT NULL,
        actor TEXT NOT NULL,
        link TEXT NOT NULL,
        search TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE event_body (
        event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
        body TEXT NOT NULL CHECK (substr(body, 1, 1) = '{')
    ) STRICT""",
    """CREATE TABLE verdict (
        event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        notification_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        held TEXT CHECK (length(held) >= 1),
        params TEXT NOT NULL CHECK (substr(params, 1, 1) = '{'),
        PRIMARY KEY (event_id, notification_id, recipient)
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX event_identity ON event (identity) WHERE identity IS NOT NULL",
    "CREATE INDEX event_of_subscription ON event (subscription_id, id)",
    "CREATE INDEX event_of_alert ON event (alert) WHERE alert IS NOT NULL",
    """CREATE TABLE refusal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        subscription_id TEXT NOT NULL,
        code TEXT NOT NULL CHECK (length(code) >= 1),
        text TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count >= 1)
    ) STRICT""",
    "CREATE INDEX refusal_of_subscription ON refusal (subscription_id, id)",
    """CREATE TABLE intake_key (
        ref_id TEXT PRIMARY KEY REFERENCES token_ref (id) ON DELETE CASCADE,
        subscription_id TEXT NOT NULL,
        purpose TEXT NOT NULL CHECK (purpose IN ('intake', 'signing')),
        made_at INTEGER NOT NULL,
        ends_at INTEGER
    ) STRICT""",
    "CREATE INDEX intake_key_of_subscription ON intake_key (subscription_id)",
)

_ALERTS = (
    """CREATE TABLE alert (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        subscription_id TEXT NOT NULL,
        correlation TEXT NOT NULL CHECK (length(correlation) >= 1),
        state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'closed')),
        title TEXT NOT NULL,
        kind TEXT NOT NULL,
        project TEXT NOT NULL,
        severity TEXT NOT NULL,
        link TEXT NOT NULL,
        accesses TEXT NOT NULL CHECK (substr(accesses, 1, 1) = '['),
        assignee TEXT NOT NULL,
        muted_until INTEGER,
        event_id INTEGER NOT NULL,
        opened_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        closed_at INTEGER,
        cleared_at INTEGER,
        repeats INTEGER NOT NULL CHECK (repeats >= 0),
        version INTEGER NOT NULL CHECK (version >= 1),
        search TEXT NOT NULL,
        CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
        CHECK (cleared_at IS NULL OR state = 'closed')
    ) STRICT""",
    """CREATE UNIQUE INDEX alert_current ON alert (subscription_id, correlation)
        WHERE cleared_at IS NULL""",
    "CREATE INDEX alert_of_subscription ON alert (subscription_id, number)",
    "CREATE INDEX alert_alive ON alert (number) WHERE state <> 'closed'",
    """CREATE TABLE alert_entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        number INTEGER NOT NULL REFERENCES alert (number) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        act TEXT NOT NULL CHECK (length(act) >= 1),
        actor TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX alert_entry_of ON alert_entry (number, id)",
    """CREATE TABLE alert_sent (
        number INTEGER NOT NULL REFERENCES alert (number) ON DELETE CASCADE,
        notification_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        delivery_id INTEGER NOT NULL,
        PRIMARY KEY (number, notification_id, recipient, delivery_id)
    ) STRICT, WITHOUT ROWID""",
)

_MEMORY = (
    f"""CREATE TABLE last_result (
        subscription_id TEXT NOT NULL,
        series TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ({_EVENT_STATES})),
        at INTEGER NOT NULL,
        PRIMARY KEY (subscription_id, series)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE last_sent (
        notification_id TEXT NOT NULL,
        subject TEXT NOT NULL,
        at INTEGER NOT NULL,
        held INTEGER NOT NULL CHECK (held >= 0),
        PRIMARY KEY (notification_id, subject)
    ) STRICT, WITHOUT ROWID""",
)

_OUTBOX = (
    """CREATE TABLE lane (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        key TEXT NOT NULL UNIQUE CHECK (length(key) >= 1),
        integration_id TEXT NOT NULL,
        room_id TEXT,
        address TEXT NOT NULL CHECK (length(address) >= 1),
        next_at INTEGER,
        owner TEXT NOT NULL,
        lease_until INTEGER,
        held_for TEXT NOT NULL CHECK (held_for IN ('', 'general', 'flood')),
        blocked_at INTEGER,
        block_code TEXT NOT NULL,
        block_text TEXT NOT NULL,
        block_mark TEXT NOT NULL,
        CHECK ((owner = '') = (lease_until IS NULL)),
        CHECK (next_at IS NULL OR (lease_until IS NULL AND blocked_at IS NULL))
    ) STRICT""",
    "CREATE INDEX lane_due ON lane (next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX lane_leased ON lane (lease_until) WHERE lease_until IS NOT NULL",
    "CREATE INDEX lane_blocked ON lane (blocked_at) WHERE blocked_at IS NOT NULL",
    "CREATE INDEX lane_of_integration ON lane (integration_id)",
    """CREATE TABLE delivery (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        lane_id INTEGER NOT NULL REFERENCES lane (id) ON DELETE RESTRICT,
        seq INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'retrying', 'delivered',
            'failed', 'dropped', 'merged')),
        cause TEXT CHECK (length(cause) >= 1),
        created_at INTEGER NOT NULL,
        due_at INTEGER NOT NULL,
        expires_at INTEGER,
        settled_at INTEGER,
        attempts INTEGER NOT NULL CHECK (attempts BETWEEN 0 AND 10),
        tried INTEGER NOT NULL CHECK (tried >= attempts),
        duplicate INTEGER NOT NULL CHECK (duplicate IN (0, 1)),
        owner TEXT NOT NULL,
        lease_until INTEGER,
        event_id INTEGER REFERENCES event (id) ON DELETE CASCADE,
        needs INTEGER,
        merged_into INTEGER REFERENCES delivery (id) ON DELETE SET NULL,
        subscription_id TEXT NOT NULL,
        notification_id TEXT NOT NULL,
        integration_id TEXT NOT NULL,
        title TEXT NOT NULL,
        search TEXT NOT NULL,
        CHECK ((settled_at IS NULL) = (state IN ('pending', 'retrying', 'sending'))),
        CHECK ((state = 'sending') = (lease_until IS NOT NULL)),
        CHECK ((owner = '') = (lease_until IS NULL))
    ) STRICT""",
    f"CREATE INDEX delivery_open ON delivery (lane_id, seq) WHERE {OPEN}",
    "CREATE INDEX delivery_of_event ON delivery (event_id) WHERE event_id IS NOT NULL",
    "CREATE INDEX delivery_of_subscription ON delivery (subscription_id, id)",
    "CREATE INDEX delivery_of_integration ON delivery (integration_id, id)",
    "CREATE INDEX delivery_digest ON delivery (id) WHERE event_id IS NULL",
    "CREATE INDEX delivery_failed ON delivery (id) WHERE state = 'failed'",
    f"""CREATE INDEX delivery_stale ON delivery (expires_at)
        WHERE expires_at IS NOT NULL AND {WAITING}""",
    "CREATE INDEX delivery_parts ON delivery (merged_into) WHERE merged_into IS NOT NULL",
    """CREATE TABLE delivery_message (
        delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id) ON DELETE CASCADE,
        message TEXT NOT NULL CHECK (substr(message, 1, 1) = '{')
    ) STRICT""",
    """CREATE TABLE attempt (
        delivery_id INTEGER NOT NULL REFERENCES delivery (id) ON DELETE CASCADE,
        number INTEGER NOT NULL CHECK (number >= 1),
        started_at INTEGER NOT NULL,
        ended_at INTEGER NOT NULL,
        worker TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'retry', 'blocked', 'rejected')),
        status INTEGER CHECK (status BETWEEN 0 AND 999),
        code TEXT NOT NULL,
        text TEXT NOT NULL,
        unknown INTEGER NOT NULL CHECK (unknown IN (0, 1)),
        wait_ms INTEGER NOT NULL CHECK (wait_ms >= 0),
        elapsed_ms INTEGER CHECK (elapsed_ms >= 0),
        request TEXT NOT NULL,
        answer TEXT NOT NULL,
        PRIMARY KEY (delivery_id, number)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE allowance (
        key TEXT PRIMARY KEY CHECK (length(key) >= 1),
        most INTEGER NOT NULL CHECK (most >= 0),
        remaining INTEGER NOT NULL CHECK (remaining >= 0),
        resets_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tally (
        integration_id TEXT NOT NULL,
        hour INTEGER NOT NULL,
        delivered INTEGER NOT NULL CHECK (delivered >= 0),
        failed INTEGER NOT NULL CHECK (failed >= 0),
        PRIMARY KEY (integration_id, hour)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE relay (
        id TEXT PRIMARY KEY CHECK (length(id) >= 1),
        host TEXT NOT NULL,
        pid INTEGER NOT NULL CHECK (pid > 0),
        url TEXT NOT NULL,
        version TEXT NOT NULL,
        hosted INTEGER NOT NULL CHECK (hosted IN (0, 1)),
        started_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
)

_TRIGGERS = (
    refuse(
        "delivery_ended",
        "UPDATE OF state ON delivery",
        "OLD.state IN ('delivered', 'dropped', 'merged') AND NEW.state <> OLD.state",
        "a delivery that has ended stays as it is",
    ),
    refuse(
        "delivery_failed_stays",
        "UPDATE OF state ON delivery",
        "OLD.state = 'failed' AND NEW.state NOT IN ('failed', 'pending')",
        "a failed delivery can only be resent",
    ),
    refuse(
        "alert_closed_stays",
        "UPDATE OF state ON alert",
        "OLD.state = 'closed' AND NEW.state <> 'closed'",
        "a closed alert stays closed",
    ),
    refuse(
        "alert_number_fixed",
        "UPDATE OF number ON alert",
        "NEW.number IS NOT OLD.number",
        "the number of an alert is fixed",
    ),
)

_TOPICS = (
    """INSERT INTO revision (topic, n) VALUES ('events', 0), ('deliveries', 0), ('alerts', 0),
        ('relay', 0)""",
)

THIRD: Step = (
    *_SETTINGS,
    *_EVENTS,
    *_ALERTS,
    *_MEMORY,
    *_OUTBOX,
    *_TRIGGERS,
    *_TOPICS,
)
