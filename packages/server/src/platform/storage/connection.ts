import { DatabaseSync } from 'node:sqlite';

/**
 * A connection that writes: WAL, so that readers go on reading, and synchronous=FULL, so that a commit is on the disk
 * when it returns. Only the owner of the data directory opens one.
 */
export function openForWriting(file: string): DatabaseSync {
  try {
    const connection = new DatabaseSync(file, { timeout: 5_000, enableForeignKeyConstraints: true });
    // Bars are read a column of 32 KiB at a time: larger pages halve the time. Holds for new files only.
    connection.exec('PRAGMA page_size = 16384');
    connection.exec('PRAGMA journal_mode = WAL');
    connection.exec('PRAGMA synchronous = FULL');
    return connection;
  } catch (cause) {
    // SQLite says what is wrong, not with which file.
    throw new Error(`${file} cannot be opened: ${(cause as Error).message}`, { cause });
  }
}
