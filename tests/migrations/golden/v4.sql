BEGIN TRANSACTION;
CREATE TABLE alert (
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
    ) STRICT;
INSERT INTO "alert" VALUES(1,'sub-web','c-1','acknowledged','Disk „voll“','alertmanager','shop','critical','https://am.example/1','[["alertTriggered","monitor/am:rule/Disk",{"rule":["severity.critical"]},{"env":{"critical":true}}]]','ann',NULL,1,1772366400250,1772366400250,NULL,NULL,0,2,'disk „voll“
shop
critical
ann');
CREATE TABLE alert_entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        number INTEGER NOT NULL REFERENCES alert (number) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        act TEXT NOT NULL CHECK (length(act) >= 1),
        actor TEXT NOT NULL,
        note TEXT NOT NULL
    ) STRICT;
INSERT INTO "alert_entry" VALUES(1,1,1772366400250,'alertTriggered','alertmanager','Disk „voll“');
INSERT INTO "alert_entry" VALUES(2,1,1772370000250,'alertAcknowledged','ann','');
CREATE TABLE alert_sent (
        number INTEGER NOT NULL REFERENCES alert (number) ON DELETE CASCADE,
        notification_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        delivery_id INTEGER NOT NULL,
        PRIMARY KEY (number, notification_id, recipient, delivery_id)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "alert_sent" VALUES(1,'not-fail','room-war',1);
CREATE TABLE allowance (
        key TEXT PRIMARY KEY CHECK (length(key) >= 1),
        most INTEGER NOT NULL CHECK (most >= 0),
        remaining INTEGER NOT NULL CHECK (remaining >= 0),
        resets_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "allowance" VALUES('token ref-room',100,42,1772370000250);
CREATE TABLE attempt (
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
    ) STRICT, WITHOUT ROWID;
INSERT INTO "attempt" VALUES(1,1,1772366400250,1772370000250,'w1','delivered',204,'','',0,0,31,'POST x','204');
INSERT INTO "attempt" VALUES(4,1,1772370000250,1772370000250,'w1','blocked',401,'bad_token','HipChat refused the token.',0,0,NULL,'POST x','401');
CREATE TABLE change (
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
    ) STRICT;
INSERT INTO "change" VALUES(1,1772366400250,'ann','createIntegration','integration','int-ops','Ops',NULL,'{"name": "Ops"}','batch-1','ann
createintegration
ops');
INSERT INTO "change" VALUES(2,1772370000250,'ann','deleteIntegration','integration','int-old','Straße','{"name": "Stra\u00dfe"}',NULL,'batch-2','ann
deleteintegration
strasse');
CREATE TABLE delivery (
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
    ) STRICT;
INSERT INTO "delivery" VALUES(1,1,1,'delivered',NULL,1772366400250,1772366400250,1772370000250,1772370000250,1,1,0,'',NULL,1,NULL,NULL,'sub-web','not-fail','int-ops','Disk „voll“','disk „voll“
war room');
INSERT INTO "delivery" VALUES(2,1,2,'merged',NULL,1772366400250,1772366400250,NULL,1772370000250,0,0,0,'',NULL,1,1,4,'sub-web','not-fail','int-ops','Disk „voll“','disk „voll“
war room');
INSERT INTO "delivery" VALUES(3,1,3,'merged',NULL,1772366400250,1772366400250,1772370000250,1772370000250,0,0,0,'',NULL,1,NULL,4,'sub-web','not-fail','int-ops','Disk „voll“','disk „voll“
war room');
INSERT INTO "delivery" VALUES(4,1,2,'failed','blocked',1772370000250,1772370000250,NULL,1772370000250,1,1,0,'',NULL,NULL,NULL,NULL,'sub-web','not-fail','int-ops','2 messages in one','2 messages in one');
INSERT INTO "delivery" VALUES(5,2,5,'pending',NULL,1772366400250,1772366400250,1772370000250,NULL,0,0,0,'',NULL,1,NULL,NULL,'sub-web','not-fail','int-ops','Disk „voll“','disk „voll“
@ann');
CREATE TABLE delivery_message (
        delivery_id INTEGER PRIMARY KEY REFERENCES delivery (id) ON DELETE CASCADE,
        message TEXT NOT NULL CHECK (substr(message, 1, 1) = '{')
    ) STRICT;
INSERT INTO "delivery_message" VALUES(1,'{"text":"Triggered #1: Disk „voll“","format":"text","color":"red","notify":true,"sender":"CI","card":{"style":"application","id":"x","title":"t"}}');
INSERT INTO "delivery_message" VALUES(2,'{"text":"Triggered #1: Disk „voll“","format":"text","color":"red","notify":true,"sender":"CI","card":{"style":"application","id":"x","title":"t"}}');
INSERT INTO "delivery_message" VALUES(3,'{"text":"Triggered #1: Disk „voll“","format":"text","color":"red","notify":true,"sender":"CI","card":{"style":"application","id":"x","title":"t"}}');
INSERT INTO "delivery_message" VALUES(4,'{"text":"2 messages in one","format":"html","color":"yellow","notify":false,"sender":""}');
INSERT INTO "delivery_message" VALUES(5,'{"text":"Triggered #1: Disk „voll“","format":"text","color":"red","notify":true,"sender":"CI","card":{"style":"application","id":"x","title":"t"}}');
CREATE TABLE event (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        received_at INTEGER NOT NULL,
        at INTEGER,
        subscription_id TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('triggered', 'cleared', 'started', 'success', 'failure', 'cancelled',
            'changed', 'test')),
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
    ) STRICT;
INSERT INTO "event" VALUES(1,1772366400250,1772366400250,'sub-web','triggered',1,1,X'19C3DD6787D3669C98E0E32D8C6F3D9A','Disk „voll“','alertmanager','shop','main','critical','ann','https://am.example/1','disk „voll“
shop
main
ann
critical
alertmanager');
CREATE TABLE event_body (
        event_id INTEGER PRIMARY KEY REFERENCES event (id) ON DELETE CASCADE,
        body TEXT NOT NULL CHECK (substr(body, 1, 1) = '{')
    ) STRICT;
INSERT INTO "event_body" VALUES(1,'{"source_id":"src-1","details":"3 % left","series":"CI","correlation":"c-1","cause":"rule_change","accesses":[["alertTriggered","monitor/am:rule/Disk",{"rule":["severity.critical"]},{"env":{"critical":true}}]],"facts":{"labels":{"team":"web"}}}');
CREATE TABLE intake_key (
        ref_id TEXT PRIMARY KEY REFERENCES token_ref (id) ON DELETE CASCADE,
        subscription_id TEXT NOT NULL,
        purpose TEXT NOT NULL CHECK (purpose IN ('intake', 'signing')),
        made_at INTEGER NOT NULL,
        ends_at INTEGER
    ) STRICT;
INSERT INTO "intake_key" VALUES('ref-key','sub-web','intake',1772366400250,1772370000250);
CREATE TABLE integration (
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
    , standard INTEGER NOT NULL DEFAULT 0
        CHECK (standard IN (0, 1))) STRICT;
INSERT INTO "integration" VALUES('int-ops','Ops','ops','https://chat.example.com/v2','ref-live','/etc/ca.pem','http://proxy:3128',1,2,1772366400250,1772370000250,NULL,1);
INSERT INTO "integration" VALUES('int-old','Straße','strasse','http://127.0.0.1:8777/v2',NULL,'','',0,2,1772366400250,1772370000250,1772370000250,0);
CREATE TABLE lane (
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
    ) STRICT;
INSERT INTO "lane" VALUES(1,'room-war','int-ops','room-war','17',NULL,'',NULL,'',1772370000250,'bad_token','HipChat refused the token.','https://chat.example.com/v2 ref-room 17');
INSERT INTO "lane" VALUES(2,'int-ops/@ann','int-ops',NULL,'@ann',1772366400250,'',NULL,'',NULL,'','','');
CREATE TABLE last_result (
        subscription_id TEXT NOT NULL,
        series TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('triggered', 'cleared', 'started', 'success', 'failure', 'cancelled',
            'changed', 'test')),
        at INTEGER NOT NULL,
        PRIMARY KEY (subscription_id, series)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "last_result" VALUES('sub-web','series-1','failure',1772366400250);
CREATE TABLE last_sent (
        notification_id TEXT NOT NULL,
        subject TEXT NOT NULL,
        at INTEGER NOT NULL,
        held INTEGER NOT NULL CHECK (held >= 0),
        PRIMARY KEY (notification_id, subject)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "last_sent" VALUES('not-fail','subject-1',1772366400250,3);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('created_at','1772366400250');
INSERT INTO "meta" VALUES('store_id','0123456789abcdef0123456789abcdef');
CREATE TABLE notification (
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
    , settings TEXT NOT NULL DEFAULT '{}'
        CHECK (substr(settings, 1, 1) = '{')) STRICT;
INSERT INTO "notification" VALUES('not-fail','sub-web','int-ops','failures','failures',0,'["@ann"]','["proj/a"]','[{"effect": "allow", "actions": ["*"], "resources": ["proj/*"]}]',1,1,2,1772366400250,1772370000250,NULL,'{"when": {"on_success": "always", "branches": {"only": ["main"], "except": ["wip/*"]}, "at_most_every": 600, "schedule": {"zone": "Europe/Berlin", "active": [{"days": ["mon"], "from": "08:00", "to": "18:00"}]}}, "conditions": [{"action": "filter", "attribute": "severity", "pattern": "minor"}], "message": {"format": "text", "notify": true, "sender": "CI"}}');
INSERT INTO "notification" VALUES('not-all','sub-flags','int-ops','all','all',1,'[]','[]',NULL,0,1,1,1772366400250,1772366400250,NULL,'{}');
INSERT INTO "notification" VALUES('not-gone','sub-web','int-ops','gone','gone',1,'[]','[]',NULL,0,1,2,1772366400250,1772370000250,1772370000250,'{}');
CREATE TABLE notification_room (
        notification_id TEXT NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
        room_id TEXT NOT NULL REFERENCES room (id) ON DELETE RESTRICT,
        position INTEGER NOT NULL CHECK (position >= 0),
        PRIMARY KEY (notification_id, room_id)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "notification_room" VALUES('not-fail','room-quiet',0);
INSERT INTO "notification_room" VALUES('not-fail','room-war',1);
CREATE TABLE refusal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        subscription_id TEXT NOT NULL,
        code TEXT NOT NULL CHECK (length(code) >= 1),
        text TEXT NOT NULL,
        first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        count INTEGER NOT NULL CHECK (count >= 1)
    ) STRICT;
INSERT INTO "refusal" VALUES(1,'sub-web','too_large','The body has 2 MiB.',1772366400250,1772366400250,2);
CREATE TABLE relay (
        id TEXT PRIMARY KEY CHECK (length(id) >= 1),
        host TEXT NOT NULL,
        pid INTEGER NOT NULL CHECK (pid > 0),
        url TEXT NOT NULL,
        version TEXT NOT NULL,
        hosted INTEGER NOT NULL CHECK (hosted IN (0, 1)),
        started_at INTEGER NOT NULL,
        seen_at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
INSERT INTO "relay" VALUES('relay-1','host',4711,'http://127.0.0.1:8778','0.1.0',1,1772366400250,1772370000250);
CREATE TABLE revision (
        topic TEXT PRIMARY KEY,
        n INTEGER NOT NULL CHECK (n >= 0)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "revision" VALUES('alerts',1);
INSERT INTO "revision" VALUES('audit',1);
INSERT INTO "revision" VALUES('deliveries',1);
INSERT INTO "revision" VALUES('events',1);
INSERT INTO "revision" VALUES('integrations',2);
INSERT INTO "revision" VALUES('notifications',2);
INSERT INTO "revision" VALUES('relay',1);
INSERT INTO "revision" VALUES('results',1);
INSERT INTO "revision" VALUES('subscriptions',2);
INSERT INTO "revision" VALUES('tokens',2);
CREATE TABLE room (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        integration_id TEXT NOT NULL REFERENCES integration (id) ON DELETE RESTRICT,
        position INTEGER NOT NULL CHECK (position >= 0),
        room TEXT NOT NULL CHECK (length(room) BETWEEN 1 AND 100),
        room_key TEXT NOT NULL CHECK (length(room_key) >= 1),
        name TEXT NOT NULL,
        token_ref TEXT,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        deleted_at INTEGER
    ) STRICT;
INSERT INTO "room" VALUES('room-war','int-ops',0,'17','17','War room','ref-room',1,NULL);
INSERT INTO "room" VALUES('room-quiet','int-ops',1,'Quiet','quiet','',NULL,0,NULL);
CREATE TABLE room_result (
        room_id TEXT PRIMARY KEY REFERENCES room (id) ON DELETE CASCADE,
        at INTEGER NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('ok', 'needs_attention', 'failing', 'not_sent')),
        status INTEGER CHECK (status BETWEEN 0 AND 999),
        elapsed_ms INTEGER CHECK (elapsed_ms >= 0),
        failing_since INTEGER,
        text TEXT NOT NULL
    ) STRICT;
INSERT INTO "room_result" VALUES('room-war',1772366400250,'ok',204,31,NULL,'');
INSERT INTO "room_result" VALUES('room-quiet',1772366400250,'failing',NULL,NULL,1772366400250,'no answer');
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "setting" VALUES('last_endpoint','https://chat.example.com/v2');
CREATE TABLE subscription (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
        name_key TEXT NOT NULL CHECK (length(name_key) >= 1),
        kind TEXT NOT NULL CHECK (kind IN ('ci', 'image', 'monitoring', 'flags', 'other')),
        version INTEGER NOT NULL CHECK (version >= 1),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        deleted_at INTEGER
    ) STRICT;
INSERT INTO "subscription" VALUES('sub-web','web','web','ci',1,1772366400250,1772366400250,NULL);
INSERT INTO "subscription" VALUES('sub-flags','Flags','flags','flags',1,1772366400250,1772366400250,NULL);
CREATE TABLE tally (
        integration_id TEXT NOT NULL,
        hour INTEGER NOT NULL,
        delivered INTEGER NOT NULL CHECK (delivered >= 0),
        failed INTEGER NOT NULL CHECK (failed >= 0),
        PRIMARY KEY (integration_id, hour)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "tally" VALUES('int-ops',1772370000000,1,0);
CREATE TABLE token_info (
        ref_id TEXT PRIMARY KEY REFERENCES token_ref (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('room', 'user', 'addon')),
        label TEXT NOT NULL,
        scopes TEXT NOT NULL CHECK (substr(scopes, 1, 1) = '['),
        room TEXT NOT NULL,
        expires_at INTEGER,
        checked_at INTEGER
    , title TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "token_info" VALUES('ref-live','user','Ann','["send_message", "view_room"]','',1772370000250,1772366400250,'CI bot');
CREATE TABLE token_ref (
        id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 100),
        vault TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('pending', 'live', 'dead', 'missing')),
        changed_at INTEGER NOT NULL
    ) STRICT;
INSERT INTO "token_ref" VALUES('ref-live','keyring','live',1772370000250);
INSERT INTO "token_ref" VALUES('ref-pending','keyring','pending',1772366400250);
INSERT INTO "token_ref" VALUES('ref-dead','keyring','dead',1772370000250);
INSERT INTO "token_ref" VALUES('ref-room','keyring','live',1772370000250);
INSERT INTO "token_ref" VALUES('ref-key','keyring','live',1772366400250);
CREATE TABLE verdict (
        event_id INTEGER NOT NULL REFERENCES event (id) ON DELETE CASCADE,
        notification_id TEXT NOT NULL,
        recipient TEXT NOT NULL,
        held TEXT CHECK (length(held) >= 1),
        params TEXT NOT NULL CHECK (substr(params, 1, 1) = '{'),
        PRIMARY KEY (event_id, notification_id, recipient)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "verdict" VALUES(1,'not-fail','room-quiet','room_off','{}');
INSERT INTO "verdict" VALUES(1,'not-fail','room-war',NULL,'{}');
CREATE UNIQUE INDEX integration_name ON integration (name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX subscription_name ON subscription (name_key) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX notification_name ON notification (subscription_id, name_key)
        WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX room_once ON room (integration_id, room_key)
        WHERE deleted_at IS NULL;
CREATE INDEX room_of ON room (integration_id, position);
CREATE INDEX notification_of_integration ON notification (integration_id);
CREATE INDEX notification_of_subscription ON notification (subscription_id);
CREATE INDEX notification_room_of ON notification_room (room_id);
CREATE INDEX token_ref_state ON token_ref (state, changed_at);
CREATE TRIGGER integration_kept BEFORE UPDATE OF deleted_at ON integration WHEN NEW.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM notification WHERE integration_id = OLD.id AND deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this integration is used by a room notification'); END;
CREATE TRIGGER integration_not_replaced BEFORE INSERT ON integration WHEN NEW.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM notification WHERE integration_id = NEW.id AND deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this integration is used by a room notification'); END;
CREATE TRIGGER integration_not_removed BEFORE DELETE ON integration WHEN EXISTS (SELECT 1 FROM notification WHERE integration_id = OLD.id AND deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this integration is used by a room notification'); END;
CREATE TRIGGER subscription_kept BEFORE UPDATE OF deleted_at ON subscription WHEN NEW.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM notification WHERE subscription_id = OLD.id AND deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this subscription is used by a room notification'); END;
CREATE TRIGGER subscription_not_replaced BEFORE INSERT ON subscription WHEN NEW.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM notification WHERE subscription_id = NEW.id AND deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this subscription is used by a room notification'); END;
CREATE TRIGGER subscription_not_removed BEFORE DELETE ON subscription WHEN EXISTS (SELECT 1 FROM notification WHERE subscription_id = OLD.id AND deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this subscription is used by a room notification'); END;
CREATE TRIGGER room_kept BEFORE UPDATE OF deleted_at ON room WHEN NEW.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM notification_room AS named
            JOIN notification AS user ON user.id = named.notification_id
            WHERE named.room_id = OLD.id AND user.deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this room is used by a room notification'); END;
CREATE TRIGGER room_not_replaced BEFORE INSERT ON room WHEN NEW.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM notification_room AS named
            JOIN notification AS user ON user.id = named.notification_id
            WHERE named.room_id = NEW.id AND user.deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this room is used by a room notification'); END;
CREATE TRIGGER room_not_removed BEFORE DELETE ON room WHEN EXISTS (SELECT 1 FROM notification_room AS named
            JOIN notification AS user ON user.id = named.notification_id
            WHERE named.room_id = OLD.id AND user.deleted_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'this room is used by a room notification'); END;
CREATE TRIGGER integration_id_fixed BEFORE UPDATE OF id ON integration WHEN NEW.id IS NOT OLD.id
        BEGIN SELECT RAISE(ABORT, 'the id of a integration is fixed'); END;
CREATE TRIGGER subscription_id_fixed BEFORE UPDATE OF id ON subscription WHEN NEW.id IS NOT OLD.id
        BEGIN SELECT RAISE(ABORT, 'the id of a subscription is fixed'); END;
CREATE TRIGGER room_id_fixed BEFORE UPDATE OF id ON room WHEN NEW.id IS NOT OLD.id
        BEGIN SELECT RAISE(ABORT, 'the id of a room is fixed'); END;
CREATE TRIGGER notification_id_fixed BEFORE UPDATE OF id ON notification WHEN NEW.id IS NOT OLD.id
        BEGIN SELECT RAISE(ABORT, 'the id of a notification is fixed'); END;
CREATE TRIGGER room_integration_id_fixed BEFORE UPDATE OF integration_id ON room WHEN NEW.integration_id IS NOT OLD.integration_id
        BEGIN SELECT RAISE(ABORT, 'the integration_id of a room is fixed'); END;
CREATE TRIGGER notification_has_parents BEFORE INSERT ON notification WHEN NEW.deleted_at IS NULL AND (
            NOT EXISTS (SELECT 1 FROM integration
                WHERE id = NEW.integration_id AND deleted_at IS NULL)
            OR NOT EXISTS (SELECT 1 FROM subscription
                WHERE id = NEW.subscription_id AND deleted_at IS NULL))
        BEGIN SELECT RAISE(ABORT, 'a room notification needs its subscription and integration'); END;
CREATE TRIGGER notification_keeps_parents BEFORE UPDATE OF deleted_at, integration_id, subscription_id ON notification WHEN NEW.deleted_at IS NULL AND (
            NOT EXISTS (SELECT 1 FROM integration
                WHERE id = NEW.integration_id AND deleted_at IS NULL)
            OR NOT EXISTS (SELECT 1 FROM subscription
                WHERE id = NEW.subscription_id AND deleted_at IS NULL) OR EXISTS (SELECT 1 FROM notification_room AS named
            WHERE named.notification_id = NEW.id AND NOT EXISTS (SELECT 1 FROM room
                WHERE room.id = named.room_id AND room.deleted_at IS NULL
                AND room.integration_id = NEW.integration_id)))
        BEGIN SELECT RAISE(ABORT, 'a room notification needs its subscription, integration and rooms'); END;
CREATE TRIGGER notification_room_is_live BEFORE INSERT ON notification_room WHEN EXISTS (SELECT 1 FROM notification AS user
            WHERE user.id = NEW.notification_id AND user.deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM room WHERE room.id = NEW.room_id
                AND room.deleted_at IS NULL AND room.integration_id = user.integration_id))
        BEGIN SELECT RAISE(ABORT, 'a room notification can only name rooms of its integration'); END;
CREATE TRIGGER notification_room_stays_live BEFORE UPDATE ON notification_room WHEN EXISTS (SELECT 1 FROM notification AS user
            WHERE user.id = NEW.notification_id AND user.deleted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM room WHERE room.id = NEW.room_id
                AND room.deleted_at IS NULL AND room.integration_id = user.integration_id))
        BEGIN SELECT RAISE(ABORT, 'a room notification can only name rooms of its integration'); END;
CREATE TRIGGER change_is_final BEFORE UPDATE ON change WHEN TRUE
        BEGIN SELECT RAISE(ABORT, 'a change record is final'); END;
CREATE TRIGGER integration_name_free BEFORE INSERT ON integration WHEN NEW.deleted_at IS NULL AND EXISTS (SELECT 1 FROM integration AS other WHERE other.deleted_at IS NULL AND other.name_key = NEW.name_key AND other.id IS NOT NEW.id)
        BEGIN SELECT RAISE(ABORT, 'another integration has this name'); END;
CREATE TRIGGER integration_name_stays_free BEFORE UPDATE ON integration WHEN NEW.deleted_at IS NULL AND EXISTS (SELECT 1 FROM integration AS other WHERE other.deleted_at IS NULL AND other.name_key = NEW.name_key AND other.id IS NOT NEW.id)
        BEGIN SELECT RAISE(ABORT, 'another integration has this name'); END;
CREATE TRIGGER subscription_name_free BEFORE INSERT ON subscription WHEN NEW.deleted_at IS NULL AND EXISTS (SELECT 1 FROM subscription AS other WHERE other.deleted_at IS NULL AND other.name_key = NEW.name_key AND other.id IS NOT NEW.id)
        BEGIN SELECT RAISE(ABORT, 'another subscription has this name'); END;
CREATE TRIGGER subscription_name_stays_free BEFORE UPDATE ON subscription WHEN NEW.deleted_at IS NULL AND EXISTS (SELECT 1 FROM subscription AS other WHERE other.deleted_at IS NULL AND other.name_key = NEW.name_key AND other.id IS NOT NEW.id)
        BEGIN SELECT RAISE(ABORT, 'another subscription has this name'); END;
CREATE TRIGGER room_name_free BEFORE INSERT ON room WHEN NEW.deleted_at IS NULL AND EXISTS (SELECT 1 FROM room AS other WHERE other.deleted_at IS NULL AND other.room_key = NEW.room_key AND other.id IS NOT NEW.id AND other.integration_id = NEW.integration_id)
        BEGIN SELECT RAISE(ABORT, 'another room has this name'); END;
CREATE TRIGGER room_name_stays_free BEFORE UPDATE ON room WHEN NEW.deleted_at IS NULL AND EXISTS (SELECT 1 FROM room AS other WHERE other.deleted_at IS NULL AND other.room_key = NEW.room_key AND other.id IS NOT NEW.id AND other.integration_id = NEW.integration_id)
        BEGIN SELECT RAISE(ABORT, 'another room has this name'); END;
CREATE UNIQUE INDEX event_identity ON event (identity) WHERE identity IS NOT NULL;
CREATE INDEX event_of_subscription ON event (subscription_id, id);
CREATE INDEX event_of_alert ON event (alert) WHERE alert IS NOT NULL;
CREATE INDEX refusal_of_subscription ON refusal (subscription_id, id);
CREATE INDEX intake_key_of_subscription ON intake_key (subscription_id);
CREATE UNIQUE INDEX alert_current ON alert (subscription_id, correlation)
        WHERE cleared_at IS NULL;
CREATE INDEX alert_of_subscription ON alert (subscription_id, number);
CREATE INDEX alert_alive ON alert (number) WHERE state <> 'closed';
CREATE INDEX alert_entry_of ON alert_entry (number, id);
CREATE INDEX lane_due ON lane (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX lane_leased ON lane (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX lane_blocked ON lane (blocked_at) WHERE blocked_at IS NOT NULL;
CREATE INDEX lane_of_integration ON lane (integration_id);
CREATE INDEX delivery_open ON delivery (lane_id, seq) WHERE state IN ('pending', 'retrying', 'sending');
CREATE INDEX delivery_of_event ON delivery (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX delivery_of_subscription ON delivery (subscription_id, id);
CREATE INDEX delivery_of_integration ON delivery (integration_id, id);
CREATE INDEX delivery_digest ON delivery (id) WHERE event_id IS NULL;
CREATE INDEX delivery_failed ON delivery (id) WHERE state = 'failed';
CREATE INDEX delivery_stale ON delivery (expires_at)
        WHERE expires_at IS NOT NULL AND state IN ('pending', 'retrying');
CREATE INDEX delivery_parts ON delivery (merged_into) WHERE merged_into IS NOT NULL;
CREATE TRIGGER delivery_ended BEFORE UPDATE OF state ON delivery WHEN OLD.state IN ('delivered', 'dropped', 'merged') AND NEW.state <> OLD.state
        BEGIN SELECT RAISE(ABORT, 'a delivery that has ended stays as it is'); END;
CREATE TRIGGER delivery_failed_stays BEFORE UPDATE OF state ON delivery WHEN OLD.state = 'failed' AND NEW.state NOT IN ('failed', 'pending')
        BEGIN SELECT RAISE(ABORT, 'a failed delivery can only be resent'); END;
CREATE TRIGGER alert_closed_stays BEFORE UPDATE OF state ON alert WHEN OLD.state = 'closed' AND NEW.state <> 'closed'
        BEGIN SELECT RAISE(ABORT, 'a closed alert stays closed'); END;
CREATE TRIGGER alert_number_fixed BEFORE UPDATE OF number ON alert WHEN NEW.number IS NOT OLD.number
        BEGIN SELECT RAISE(ABORT, 'the number of an alert is fixed'); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',2);
INSERT INTO "sqlite_sequence" VALUES('event',1);
INSERT INTO "sqlite_sequence" VALUES('alert',1);
INSERT INTO "sqlite_sequence" VALUES('alert_entry',2);
INSERT INTO "sqlite_sequence" VALUES('lane',2);
INSERT INTO "sqlite_sequence" VALUES('delivery',5);
INSERT INTO "sqlite_sequence" VALUES('refusal',1);
PRAGMA application_id = 1212764225;
PRAGMA user_version = 4;
COMMIT;
PRAGMA journal_mode = WAL;
