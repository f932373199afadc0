import { AppError } from '@tradewind/contract/errors.ts';
import type { RowCollector } from './rows.ts';

const faultsInProse = 3;

/** Why a file with bad rows is not taken, with every fault and what to do about them. */
export function badRows({ faults, faultCount, outOfOrder, bySymbol }: RowCollector): AppError {
  const shown = faults
    .slice(0, faultsInProse)
    .map(
      ({ line, column, expected, found }) =>
        `line ${line}, ${column || 'row'}: expected ${expected}, found ${found || 'nothing'}`,
    );
  const remedy = remedyFor(bySymbol.size > 0, outOfOrder > faultCount / 2);
  const counted = faultCount === 1 ? '1 fault' : `${faultCount} faults`;
  return new AppError('bad_data', {
    detail: `Nothing was stored: ${counted}, ${shown.join('; ')}. ${remedy}.`,
    errors: faults.map(({ line, column, expected, found }) => ({
      pointer: '/body',
      expected: `line ${line}${column && `, ${column}`}: ${expected}`,
      found,
    })),
    extensions: { fault_count: faultCount },
  });
}

function remedyFor(hasGoodRows: boolean, isMostlyOutOfOrder: boolean): string {
  if (isMostlyOutOfOrder) return 'Sort the file by time, oldest first, each time once';
  if (!hasGoodRows) return 'Not one row could be read: write dates in ISO form and numbers with a decimal point';
  return 'Correct the rows, or leave them out with `on_bad_row: skip`';
}
