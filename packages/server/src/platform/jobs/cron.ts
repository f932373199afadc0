/** When a cron expression is due next, in its own time zone. Daylight saving is croner's: a time that does not exist
 * runs right after the gap, one that comes twice runs once. */
import { AppError, type FieldFault } from '@tradewind/contract/errors.ts';
import { Cron } from 'croner';

/** Throws an AppError that says what is wrong when it cannot be read. */
export function nextRun(schedule: string, timeZone: string, after: number): number | null {
  return parsed(schedule, timeZone).nextRun(new Date(after))?.getTime() ?? null;
}

function parsed(schedule: string, timeZone: string): Cron {
  if (!isTimeZone(timeZone)) {
    throw refusal({
      pointer: '/body/time_zone',
      expected: 'an IANA time zone such as America/New_York',
      found: timeZone,
    });
  }
  try {
    return new Cron(schedule, { paused: true, timezone: timeZone, mode: '5-or-6-parts' });
  } catch {
    const expected = 'a cron expression of five fields, or six with seconds first, such as 0 18 * * 1-5';
    throw refusal({ pointer: '/body/schedule', expected, found: schedule });
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const refusal = (fault: FieldFault) =>
  new AppError('malformed', { detail: `Expected ${fault.expected}, found "${fault.found}"`, errors: [fault] });
