/** What a command says when it cannot do what it was asked, and the exit code that goes with it. */
import type { FieldFault } from '@tradewind/contract/errors.ts';

/** The command was given wrongly; nothing was tried. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command was understood and cannot be done. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Thrown by a command that has said all there is to say. */
export class ExitCode extends Error {
  override readonly name = 'ExitCode';
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

export const exitCodes = { done: 0, refused: 1, usage: 2, interrupted: 130 } as const;

export interface Told {
  readonly lines: readonly string[];
  readonly exitCode: number;
}

interface Problem {
  readonly message: string;
  readonly data: { readonly errors?: readonly FieldFault[] };
}

/** One line with what was expected and found, then one per further fault. The stack only where somebody debugs. */
export function tell(error: unknown, isDebugging: boolean): Told {
  if (!(error instanceof Error)) return { lines: [String(error)], exitCode: exitCodes.refused };
  const exitCode = error.name === 'UsageError' ? exitCodes.usage : exitCodes.refused;
  const lines = isProblem(error) ? problemLines(error) : [error.message];
  return { lines: isDebugging && error.stack ? [...lines, error.stack] : lines, exitCode };
}

function isProblem(error: Error): error is Error & Problem {
  return error.name === 'AppError' && 'data' in error;
}

function problemLines({ message, data: { errors = [] } }: Problem): string[] {
  const named = errors.map((fault) => ({ ...fault, name: nameOf(fault.pointer) }));
  const detail = named.reduce((text, { pointer, name }) => text.replaceAll(pointer, name), message);
  const further = named.filter(({ pointer }) => !message.includes(pointer));
  return [
    detail,
    ...further.map(({ name, expected, found }) => {
      return `  ${name}: expected ${expected}${found === undefined ? '' : `, found ${found}`}`;
    }),
  ];
}

/** `/body/costs/fee_bps` → `costs.fee_bps`: the parts of a request mean nothing on a command line. */
function nameOf(pointer: string): string {
  const [, part, ...rest] = pointer.split('/');
  return rest.length === 0 ? part : rest.join('.');
}
