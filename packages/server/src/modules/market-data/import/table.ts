/** A file of any format as a table of text cells: what the careful way of reading goes through. */
export interface Table {
  /** Names of the columns; without names their positions, from 1. */
  readonly header: readonly string[];
  /** Cells of the first rows, to see from what they are. */
  readonly sample: readonly (readonly string[])[];
}

export const sampleRows = 1_000;

/** Of a format that holds values instead of text. Numbers are written so that they read back as the same number. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined || (typeof value === 'number' && Number.isNaN(value))) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
}
