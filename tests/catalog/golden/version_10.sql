PRAGMA application_id = 1131374958;
PRAGMA user_version = 10;
BEGIN TRANSACTION;
CREATE TABLE answers (
        id INTEGER NOT NULL PRIMARY KEY, session INTEGER REFERENCES runs (id), model_id TEXT NOT NULL,
        question TEXT NOT NULL, recording_id INTEGER NOT NULL REFERENCES recordings (id),
        channel INTEGER NOT NULL, onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, size INTEGER NOT NULL,
        shown_json TEXT NOT NULL, answer TEXT NOT NULL, name TEXT NOT NULL, who TEXT NOT NULL,
        strategy TEXT NOT NULL, answered_at TEXT NOT NULL, undone_at TEXT);
INSERT INTO "answers" VALUES(1,1,'m1','category',1,0,0.5,0.75,2,'{"members": [[1, 0, 0.5, 0.75], [1, 0, 2.0, 2.25]]}','name','trill','Ana','tree','2024-05-01T04:30:00+02:00',NULL);
INSERT INTO "answers" VALUES(2,1,'m1','category',1,0,2.0,2.25,2,'{"members": [[1, 0, 2.0, 2.25], [1, 0, 3.5, 3.75]]}','mixed','','Ana','tree','2024-05-01T04:30:00+02:00',NULL);
INSERT INTO "answers" VALUES(3,1,'m1','category',1,0,2.0,2.25,2,'{"members": [[1, 0, 2.0, 2.25], [1, 0, 3.5, 3.75]]}','name','click','Ana','tree','2024-05-01T04:30:00+02:00','2026-11-25T09:11:15.826045+00:00');
CREATE TABLE categories (
        model_id TEXT NOT NULL REFERENCES models (id), method TEXT NOT NULL, number INTEGER NOT NULL,
        size INTEGER NOT NULL, certainty FLOAT NOT NULL,
        medoid_event_id INTEGER NOT NULL REFERENCES events (id), name TEXT,
        PRIMARY KEY (model_id, method, number));
INSERT INTO "categories" VALUES('m1','coincide',1,1,0.9,2,'whistle');
CREATE TABLE checks (
        id INTEGER NOT NULL PRIMARY KEY, sample_id INTEGER NOT NULL REFERENCES samples (id),
        item INTEGER NOT NULL, recording_id INTEGER NOT NULL REFERENCES recordings (id), channel INTEGER NOT NULL,
        onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, name TEXT NOT NULL, score FLOAT NOT NULL,
        answer TEXT NOT NULL, said TEXT NOT NULL, who TEXT NOT NULL, answered_at TEXT NOT NULL,
        UNIQUE (sample_id, item, who));
INSERT INTO "checks" VALUES(1,1,0,1,0,0.5,0.75,'whistle',0.9,'yes','','Ana','2026-11-02T00:00:00+00:00');
CREATE TABLE clocks (
        id INTEGER NOT NULL PRIMARY KEY, recorder TEXT NOT NULL, timezone TEXT, shift_s FLOAT, who TEXT NOT NULL,
        created_at TEXT NOT NULL);
INSERT INTO "clocks" VALUES(1,'AM07',NULL,-3600.0,'Ana','2026-11-26T16:57:20.075508+00:00');
CREATE TABLE deployments (
        id INTEGER NOT NULL PRIMARY KEY, site TEXT NOT NULL, recorder TEXT NOT NULL, folder TEXT NOT NULL,
        latitude FLOAT, longitude FLOAT, timezone TEXT, began_at TEXT, ended_at TEXT, columns_json TEXT NOT NULL,
        source TEXT NOT NULL, created_at TEXT NOT NULL);
INSERT INTO "deployments" VALUES(1,'reef','AM07','',-18.5,147.25,'Australia/Brisbane',NULL,NULL,'{"habitat": "coral"}','','2026-11-26T16:57:20.056436+00:00');
CREATE TABLE detections (
        recording_id INTEGER NOT NULL REFERENCES recordings (id), digest TEXT NOT NULL,
        n_events INTEGER NOT NULL, info_json TEXT NOT NULL, PRIMARY KEY (recording_id, digest));
INSERT INTO "detections" VALUES(1,'d1',2,'{"noise_db": -60.5}');
CREATE TABLE edition (id INTEGER NOT NULL PRIMARY KEY, number INTEGER NOT NULL, token TEXT);
INSERT INTO "edition" VALUES(1,2,NULL);
CREATE TABLE embeddings (
        model_id TEXT NOT NULL REFERENCES models (id), "row" INTEGER NOT NULL,
        event_id INTEGER NOT NULL REFERENCES events (id), PRIMARY KEY (model_id, "row"),
        UNIQUE (model_id, event_id));
INSERT INTO "embeddings" VALUES('m1',0,2);
INSERT INTO "embeddings" VALUES('m1',1,1);
CREATE TABLE events (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        recording_id INTEGER NOT NULL REFERENCES recordings (id), digest TEXT NOT NULL,
        channel INTEGER NOT NULL, onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, low_hz FLOAT NOT NULL,
        high_hz FLOAT NOT NULL, snr_db FLOAT NOT NULL);
INSERT INTO "events" VALUES(1,1,'d1',0,0.5,0.75,4000.0,9000.5,12.25);
INSERT INTO "events" VALUES(2,1,'d1',0,2.0,2.25,4000.0,9000.5,12.25);
CREATE TABLE files (
        path TEXT NOT NULL PRIMARY KEY, root TEXT NOT NULL, name TEXT NOT NULL, size_bytes INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL, recording_id INTEGER REFERENCES recordings (id), status TEXT NOT NULL,
        seen_run INTEGER REFERENCES runs (id), inode INTEGER, ctime_ns INTEGER);
INSERT INTO "files" VALUES('/sea/day1/a.wav','/sea','day1/a.wav',1920044,1714530600123456789,1,'present',NULL,NULL,NULL);
CREATE TABLE journal (
        seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, row_id INTEGER NOT NULL);
INSERT INTO "journal" VALUES(6,'deployment',1);
INSERT INTO "journal" VALUES(7,'clock',1);
INSERT INTO "journal" VALUES(8,'sample',1);
INSERT INTO "journal" VALUES(9,'check',1);
CREATE TABLE labels (
        id INTEGER NOT NULL PRIMARY KEY, recording_id INTEGER NOT NULL REFERENCES recordings (id),
        channel INTEGER NOT NULL, onset_s FLOAT NOT NULL, offset_s FLOAT NOT NULL, low_hz FLOAT,
        high_hz FLOAT, label TEXT NOT NULL, category INTEGER, confidence FLOAT, recording TEXT NOT NULL,
        who TEXT NOT NULL, how TEXT NOT NULL, source TEXT NOT NULL, created_at TEXT NOT NULL,
        run_id INTEGER REFERENCES runs (id),
        UNIQUE (recording_id, channel, onset_s, offset_s, label, who));
INSERT INTO "labels" VALUES(1,1,0,1.0,2.0,NULL,NULL,'whistle',NULL,NULL,'a.wav','Ana','imported','t.txt','2024-05-01T04:30:00+02:00',NULL);
INSERT INTO "labels" VALUES(2,1,0,0.5,0.75,NULL,NULL,'trill',NULL,NULL,'a.wav','Ana','asked','answer 1','2024-05-01T04:30:00+02:00',1);
CREATE TABLE memberships (
        model_id TEXT NOT NULL REFERENCES models (id), method TEXT NOT NULL,
        event_id INTEGER NOT NULL REFERENCES events (id), category INTEGER, certainty FLOAT NOT NULL,
        PRIMARY KEY (model_id, method, event_id));
INSERT INTO "memberships" VALUES('m1','coincide',2,1,0.9);
INSERT INTO "memberships" VALUES('m1','coincide',1,NULL,0.4);
CREATE TABLE models (
        id TEXT NOT NULL PRIMARY KEY, run_id INTEGER REFERENCES runs (id), created_at TEXT NOT NULL,
        status TEXT NOT NULL, event_digest TEXT NOT NULL, info_json TEXT NOT NULL);
INSERT INTO "models" VALUES('m1',1,'2026-11-25T01:29:19.326945+00:00','current','d1','{"dim": 8}');
CREATE TABLE problems (
        id INTEGER NOT NULL PRIMARY KEY, path TEXT NOT NULL,
        recording_id INTEGER REFERENCES recordings (id), kind TEXT NOT NULL, reason TEXT NOT NULL,
        is_left_out INTEGER NOT NULL, run_id INTEGER REFERENCES runs (id), noted_at TEXT NOT NULL,
        UNIQUE (path, kind));
INSERT INTO "problems" VALUES(1,'/sea/b.wav',NULL,'empty','0 samples',1,1,'2026-11-25T01:29:19.321886+00:00');
CREATE TABLE recordings (
        id INTEGER NOT NULL PRIMARY KEY, content_hash TEXT NOT NULL UNIQUE, sample_rate_hz INTEGER NOT NULL,
        n_channels INTEGER NOT NULL, n_samples INTEGER NOT NULL, started_at TEXT, started_at_source TEXT,
        device TEXT, last_path TEXT NOT NULL, last_name TEXT NOT NULL,
        added_run INTEGER REFERENCES runs (id), latitude FLOAT, longitude FLOAT);
INSERT INTO "recordings" VALUES(1,'aa',96000,2,480000,'2024-05-01T04:30:00+02:00','guano','SM4','/sea/day1/a.wav','a.wav',1,NULL,NULL);
CREATE TABLE roots (path TEXT NOT NULL PRIMARY KEY, added_at TEXT NOT NULL);
INSERT INTO "roots" VALUES('/sea','2026-11-25T01:29:19.317408+00:00');
CREATE TABLE runs (
        id INTEGER NOT NULL PRIMARY KEY, command TEXT NOT NULL, status TEXT NOT NULL,
        started_at TEXT NOT NULL, ended_at TEXT, seed INTEGER NOT NULL, settings_json TEXT NOT NULL,
        versions_json TEXT NOT NULL, results_json TEXT, error TEXT);
INSERT INTO "runs" VALUES(1,'coincide learn','finished','2026-11-25T01:29:19.314494+00:00','2026-11-25T01:29:19.329709+00:00',7,'{"k": 3}','{"coincide": "0.1.0"}','{"n_events": 2}',NULL);
CREATE TABLE samples (
        id INTEGER NOT NULL PRIMARY KEY, model_id TEXT NOT NULL, seed INTEGER NOT NULL, design_json TEXT NOT NULL,
        who TEXT NOT NULL, created_at TEXT NOT NULL);
INSERT INTO "samples" VALUES(1,'m1',3,'{"names": ["whistle"], "strata": [], "items": []}','Ana','2026-11-01T00:00:00+00:00');
CREATE TABLE trees (
        model_id TEXT NOT NULL REFERENCES models (id), recording_id INTEGER NOT NULL REFERENCES recordings (id),
        channel INTEGER NOT NULL, tree_json TEXT NOT NULL, run_id INTEGER REFERENCES runs (id),
        PRIMARY KEY (model_id, recording_id, channel));
INSERT INTO "trees" VALUES('m1',1,0,'{"leaves": ["a", "b"], "children": [[0, 1]], "labels": [], "scores": [], "levels": ["song"], "event_ids": [1, 2]}',NULL);
CREATE INDEX files_recording ON files (recording_id);
CREATE INDEX events_recording_onset ON events (recording_id, onset_s);
CREATE UNIQUE INDEX models_one_current ON models (status) WHERE status = 'current';
CREATE INDEX embeddings_event ON embeddings (event_id);
CREATE INDEX categories_medoid ON categories (medoid_event_id);
CREATE INDEX memberships_event ON memberships (event_id);
CREATE INDEX answers_recording_onset ON answers (recording_id, onset_s);
CREATE INDEX events_digest_recording ON events (digest, recording_id);
CREATE TRIGGER label_insert AFTER INSERT ON labels
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('label', NEW.id); END;
CREATE TRIGGER label_update AFTER UPDATE ON labels
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('label', NEW.id); END;
CREATE TRIGGER label_delete AFTER DELETE ON labels
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('label', OLD.id); END;
CREATE TRIGGER answer_insert AFTER INSERT ON answers
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('answer', NEW.id); END;
CREATE TRIGGER answer_update AFTER UPDATE ON answers
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('answer', NEW.id); END;
CREATE TRIGGER answer_delete AFTER DELETE ON answers
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('answer', OLD.id); END;
CREATE INDEX detections_digest ON detections (digest, n_events);
CREATE TRIGGER deployment_insert AFTER INSERT ON deployments
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('deployment', NEW.id); END;
CREATE TRIGGER deployment_update AFTER UPDATE ON deployments
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('deployment', NEW.id); END;
CREATE TRIGGER deployment_delete AFTER DELETE ON deployments
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('deployment', OLD.id); END;
CREATE TRIGGER clock_insert AFTER INSERT ON clocks
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('clock', NEW.id); END;
CREATE TRIGGER clock_update AFTER UPDATE ON clocks
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('clock', NEW.id); END;
CREATE TRIGGER clock_delete AFTER DELETE ON clocks
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('clock', OLD.id); END;
CREATE TRIGGER sample_insert AFTER INSERT ON samples
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('sample', NEW.id); END;
CREATE TRIGGER sample_update AFTER UPDATE ON samples
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('sample', NEW.id); END;
CREATE TRIGGER sample_delete AFTER DELETE ON samples
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('sample', OLD.id); END;
CREATE TRIGGER check_insert AFTER INSERT ON checks
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('check', NEW.id); END;
CREATE TRIGGER check_update AFTER UPDATE ON checks
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('check', NEW.id); END;
CREATE TRIGGER check_delete AFTER DELETE ON checks
            BEGIN INSERT INTO journal (kind, row_id) VALUES ('check', OLD.id); END;
CREATE TRIGGER journal_token AFTER INSERT ON journal
        BEGIN UPDATE edition SET token = lower(hex(randomblob(8))); END;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('events',2);
INSERT INTO "sqlite_sequence" VALUES('journal',9);
COMMIT;
