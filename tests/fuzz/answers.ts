/** Judges an answer: is its status documented, is it of the promised type and shape, does it betray anything? */
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Json, Operation } from './operations.ts';

export interface HeardAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers: Headers;
}

/** What must never leave the process, whatever was asked. */
const inside: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a stack', /\bat (?:async )?[\w.<>[\] ]+ \((?:file:|node:|\/)|\bat (?:file|node):/],
  ['a source file', /\bnode_modules\b|\bnode:internal\b|file:\/\/\/|\.ts:\d+/],
  ['a path of the machine', /(?:^|[\s"'(=])\/(?:home|root|usr|var|tmp|opt|work|Users|private)\/[\w.-]+/],
  [
    'SQL',
    /\b(?:SELECT\s.+\sFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b|SQLITE_[A-Z]+|constraint failed/,
  ],
  [
    'an internal error',
    /\b(?:Type|Reference|Range|Syntax)Error:|Cannot read propert|is not a function|\bERR_[A-Z_]{4,}/,
  ],
];

export interface Judge {
  /** The faults of an answer, in words; none = it is as it should be. */
  faultsOf(operation: Operation, answer: HeardAnswer, expected?: readonly number[]): string[];
}

export function createJudge(document: Json, secrets: readonly string[]): Judge {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  ajv.addSchema({ $id: 'document', ...document });

  function shapeFault(pointer: string, body: string): string[] {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return ['its body is not JSON'];
    }
    const validate =
      ajv.getSchema(`document${encodeURI(pointer)}`) ?? ajv.compile({ $ref: `document${encodeURI(pointer)}` });
    return validate(value) ? [] : [`its body is not as documented: ${ajv.errorsText(validate.errors)}`];
  }

  function leaks({ body, headers }: HeardAnswer): string[] {
    const told = `${body}\n${[...headers].map(([name, value]) => `${name}: ${value}`).join('\n')}`;
    const found = inside.filter(([, pattern]) => pattern.test(told)).map(([name]) => `it betrays ${name}`);
    return secrets.some((secret) => told.includes(secret)) ? [...found, 'it betrays a secret'] : found;
  }

  return {
    faultsOf(operation, answer, expected) {
      const faults = leaks(answer);
      if (answer.status >= 500) faults.push(`it answered ${answer.status}`);
      if (expected !== undefined && !expected.includes(answer.status)) {
        faults.push(`it answered ${answer.status} where only ${expected.join(', ')} would be right`);
      }
      const documented = operation.responses.get(answer.status);
      if (documented === undefined) return [...faults, `it answered ${answer.status}, which is not documented`];
      const type = answer.contentType.split(';', 1)[0];
      const pointer = [...documented].find(([known]) => known.split(';', 1)[0] === type)?.[1];
      if (documented.size > 0 && pointer === undefined) {
        return [...faults, `its content type ${answer.contentType || '(none)'} is not documented for ${answer.status}`];
      }
      const isJson = type === 'application/json' || type.endsWith('+json');
      return pointer !== undefined && isJson ? [...faults, ...shapeFault(pointer, answer.body)] : faults;
    },
  };
}
