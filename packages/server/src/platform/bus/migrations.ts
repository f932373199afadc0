import type { Migration } from '../storage/database.ts';

export const busMigrations: readonly Migration[] = [
  {
    name: 'bus-001-sequence',
    sql: `
      CREATE TABLE bus_sequence (reserved INTEGER NOT NULL) STRICT;
      INSERT INTO bus_sequence (reserved) VALUES (0);
    `,
  },
];
