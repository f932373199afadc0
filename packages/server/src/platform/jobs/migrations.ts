import type { Migration } from '../storage/database.ts';

export const jobMigrations: readonly Migration[] = [
  {
    name: 'jobs-001-jobs',
    sql: `
      CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        owner TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'complete', 'failed', 'cancelled')),
        priority INTEGER NOT NULL,
        input TEXT NOT NULL,
        progress TEXT,
        checkpoint BLOB,
        result TEXT,
        error TEXT,
        attempt INTEGER NOT NULL DEFAULT 0,
        cancelled_by TEXT,
        idempotency_key TEXT,
        created_at INTEGER NOT NULL,
        started_at INTEGER,
        finished_at INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX jobs_by_idempotency ON jobs (owner, kind, idempotency_key) WHERE idempotency_key IS NOT NULL;
      CREATE INDEX jobs_unfinished ON jobs (status, priority DESC, number) WHERE status IN ('queued', 'running');
      CREATE INDEX jobs_by_owner ON jobs (owner, number);
      CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
    `,
  },
  {
    name: 'jobs-002-schedules',
    sql: `
      CREATE TABLE schedules (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        owner TEXT NOT NULL,
        job_type TEXT NOT NULL,
        schedule TEXT NOT NULL,
        time_zone TEXT NOT NULL,
        config TEXT NOT NULL,
        enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
        overlap TEXT NOT NULL CHECK (overlap IN ('skip', 'queue')),
        misfire TEXT NOT NULL CHECK (misfire IN ('run_once', 'skip')),
        next_run INTEGER,
        running_since INTEGER,
        last_result TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX schedules_due ON schedules (next_run) WHERE enabled = 1;
    `,
  },
];
