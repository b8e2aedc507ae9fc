BEGIN TRANSACTION;
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
    ) STRICT;
INSERT INTO "integration" VALUES('int-ops','Ops','ops','https://chat.example.com/v2','ref-live','/etc/ca.pem','http://proxy:3128',1,1,1772366400250,1772366400250,NULL);
INSERT INTO "integration" VALUES('int-old','Straße','strasse','http://127.0.0.1:8777/v2',NULL,'','',0,2,1772366400250,1772370000250,1772370000250);
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
    ) STRICT;
INSERT INTO "notification" VALUES('not-fail','sub-web','int-ops','failures','failures',0,'["@ann"]','["proj/a"]','[{"effect": "allow", "actions": ["*"], "resources": ["proj/*"]}]',1,1,1,1772366400250,1772366400250,NULL);
INSERT INTO "notification" VALUES('not-all','sub-flags','int-ops','all','all',1,'[]','[]',NULL,0,1,1,1772366400250,1772366400250,NULL);
INSERT INTO "notification" VALUES('not-gone','sub-web','int-ops','gone','gone',1,'[]','[]',NULL,0,1,2,1772366400250,1772370000250,1772370000250);
CREATE TABLE notification_room (
        notification_id TEXT NOT NULL REFERENCES notification (id) ON DELETE CASCADE,
        room_id TEXT NOT NULL REFERENCES room (id) ON DELETE RESTRICT,
        position INTEGER NOT NULL CHECK (position >= 0),
        PRIMARY KEY (notification_id, room_id)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "notification_room" VALUES('not-fail','room-quiet',0);
INSERT INTO "notification_room" VALUES('not-fail','room-war',1);
CREATE TABLE revision (
        topic TEXT PRIMARY KEY,
        n INTEGER NOT NULL CHECK (n >= 0)
    ) STRICT, WITHOUT ROWID;
INSERT INTO "revision" VALUES('audit',1);
INSERT INTO "revision" VALUES('integrations',1);
INSERT INTO "revision" VALUES('notifications',1);
INSERT INTO "revision" VALUES('results',1);
INSERT INTO "revision" VALUES('subscriptions',1);
INSERT INTO "revision" VALUES('tokens',1);
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
CREATE TABLE token_info (
        ref_id TEXT PRIMARY KEY REFERENCES token_ref (id) ON DELETE CASCADE,
        kind TEXT NOT NULL CHECK (kind IN ('room', 'user', 'addon')),
        label TEXT NOT NULL,
        scopes TEXT NOT NULL CHECK (substr(scopes, 1, 1) = '['),
        room TEXT NOT NULL,
        expires_at INTEGER,
        checked_at INTEGER
    ) STRICT;
INSERT INTO "token_info" VALUES('ref-live','user','Ann','["send_message", "view_room"]','',1772370000250,1772366400250);
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
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('change',2);
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
PRAGMA application_id = 1212764225;
PRAGMA user_version = 2;
COMMIT;
PRAGMA journal_mode = WAL;
