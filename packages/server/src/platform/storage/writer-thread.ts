/**
 * The one thread that writes a database file. While a commit waits for the disk, further write sets pile up at the
 * port; the next commit takes them all.
 */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { openForWriting } from './connection.ts';
import { commitTogether, type WriteSet } from './group-commit.ts';
import { StatementCache } from './statement-cache.ts';
import { type ToWriter, type WriterOptions, writerReady } from './writer-protocol.ts';

/** Bounds how long the first set of a group waits for the last. */
const largestGroup = 4_096;

const port = parentPort;
if (!port) throw new Error('The writer thread must be started as a worker');

const { file } = workerData as WriterOptions;
const database = openForWriting(file);
const connection = { database, statements: new StatementCache(database) };

port.on('message', (first: ToWriter) => {
  let message: ToWriter | undefined = first;
  while (message !== undefined) {
    const sets: WriteSet[] = [];
    while (message !== undefined && message !== 'close' && sets.length < largestGroup) {
      sets.push(message);
      message = receiveMessageOnPort(port)?.message as ToWriter | undefined;
    }
    if (sets.length > 0) port.postMessage(commitTogether(connection, sets));
    if (message === 'close') {
      database.close();
      port.close();
      return;
    }
  }
});
port.postMessage(writerReady);
