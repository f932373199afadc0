/**
 * Asks every operation of a running server for everything its OpenAPI document allows, and for much that it does not,
 * with and without credentials. Nothing may answer 5xx, give a status or a shape that is not documented, or betray the
 * inside; and each operation must have been reached: at least one 2xx, or all of that would prove little.
 */
import * as fc from 'fast-check';
import type { HeardAnswer } from './answers.ts';
import { createJudge } from './answers.ts';
import type { Json, Operation } from './operations.ts';
import { operationsOf } from './operations.ts';
import type { Draft, Examples, Seeds } from './requests.ts';
import { damaged, doorIdOf, drafts, jsonType, seeded } from './requests.ts';

export interface FuzzOptions {
  readonly baseUrl: string;
  /** Headers that prove a caller who may do everything. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly seeds?: Seeds;
  readonly examples?: Examples;
  /** Random requests per operation and kind (valid, damaged). */
  readonly runs: number;
  /** The same number gives the same requests. */
  readonly seed?: number;
  /** Texts that must not stand in any answer, such as the data directory. */
  readonly secrets?: readonly string[];
}

export interface FuzzFault {
  readonly operation: string;
  /** Curl-like, the smallest request that shows the fault. */
  readonly request: string;
  readonly faults: readonly string[];
  readonly answer: string;
}

export interface FuzzReport {
  readonly faults: readonly FuzzFault[];
  /** Operations that never answered 2xx, with how they answered instead. */
  readonly unreached: readonly string[];
  readonly operations: number;
  readonly requests: number;
}

/** An operation while it is being asked. */
interface Target {
  readonly operation: Operation;
  readonly seed: number;
  /** Each status it answered to a caller with credentials, with the start of one such answer. */
  readonly statuses: Map<number, string>;
  /** The valid requests so far. */
  readonly valid: Draft[];
}

const hearing =
  (statuses: Map<number, string>) =>
  ({ status, body }: HeardAnswer): void => {
    statuses.set(status, body.slice(0, 200));
  };

const wrongCredentials = { authorization: 'Bearer tw_0000000000000000' };
const refusedStranger = [401, 403, 429];

function urlOf(baseUrl: string, operation: Operation, { path, query }: Draft): string {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(path[name])));
  const parameters = Object.entries(query).map(([name, value]) => {
    const text = Array.isArray(value) ? value.map(String).join(',') : String(value);
    return `${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`;
  });
  return `${baseUrl}${filled}${parameters.length === 0 ? '' : `?${parameters.join('&')}`}`;
}

function bodyOf({ body, contentType }: Draft): RequestInit['body'] {
  if (body === undefined) return undefined;
  if (typeof body === 'string' && contentType !== jsonType) return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

/** Reads first, then what makes, then what changes, then what removes. */
const inOrder = ['GET', 'POST', 'PUT', 'DELETE'];

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { baseUrl, credentials, seeds = {}, examples = {}, runs, seed: firstSeed = 1, secrets = [] } = options;
  const document = (await (await fetch(`${baseUrl}/openapi.json`)).json()) as Json;
  const judge = createJudge(document, secrets);
  const operations = operationsOf(document).toSorted((a, b) => inOrder.indexOf(a.method) - inOrder.indexOf(b.method));
  const faults: FuzzFault[] = [];
  const unreached: string[] = [];
  let requests = 0;

  async function ask(operation: Operation, draft: Draft, headers: Readonly<Record<string, string>>) {
    requests += 1;
    const url = urlOf(baseUrl, operation, draft);
    const type = draft.contentType === null ? {} : { 'content-type': draft.contentType };
    const body = bodyOf(draft);
    const init: RequestInit = { method: operation.method, headers: { ...headers, ...type }, body, redirect: 'manual' };
    const response = await fetch(url, init);
    const answer: HeardAnswer = {
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      headers: response.headers,
      body: await response.text(),
    };
    const sent = typeof body === 'string' ? ` ${body}` : '';
    return {
      answer,
      request: `${operation.method} ${url}${sent}${draft.damage ? ` (${draft.damage})` : ''}`.slice(0, 600),
    };
  }

  /** Valid requests go in order and once each: what a seed made for one of them is used up by it. */
  async function askValid({ operation, seed, statuses, valid }: Target, draft: Draft): Promise<void> {
    valid.push(draft);
    await probe(operation, fc.constant(draft), credentials, undefined, hearing(statuses), { numRuns: 1, seed });
  }

  /** Sends random drafts until the runs are over or a fault is found; of a fault, the smallest draft is reported. */
  async function probe(
    operation: Operation,
    arbitrary: fc.Arbitrary<Draft>,
    headers: Readonly<Record<string, string>>,
    expected: readonly number[] | undefined,
    heard: (answer: HeardAnswer) => void,
    chances: { readonly numRuns: number; readonly seed: number },
  ): Promise<void> {
    let last: FuzzFault | null = null;
    const property = fc.asyncProperty(arbitrary, async (draft) => {
      const { answer, request } = await ask(operation, draft, headers);
      heard(answer);
      const found = judge.faultsOf(operation, answer, expected ?? draft.expected);
      if (found.length === 0) return;
      last = { operation: operation.id, request, faults: found, answer: answer.body.slice(0, 600) };
      throw new Error(found.join('; '));
    });
    const result = await fc.check(property, chances);
    if (!result.failed) return;
    if (last === null)
      throw new Error(`the fuzz runner itself failed on ${operation.id}`, { cause: result.errorInstance });
    faults.push(last);
  }

  const targets: Target[] = [];
  for (const [index, operation] of operations.entries()) {
    // Each operation has chances of its own: the two faces of a door would else make the same thing twice.
    const target: Target = { operation, seed: firstSeed + index, statuses: new Map(), valid: [] };
    targets.push(target);
    // What is known to be good goes first, everywhere: the storm that follows may lock an account or use something up.
    const examplesHere = examples[doorIdOf(operation)] ?? [];
    const around = fc.sample(drafts(operation, document, 'least'), {
      numRuns: examplesHere.length || 1,
      seed: target.seed,
    });
    for (const [turn, example] of examplesHere.entries()) await askValid(target, { ...around[turn], ...example });
  }

  for (const target of targets) {
    const { operation, seed, statuses, valid } = target;
    const random = (['least', 'full'] as const).flatMap((fullness) =>
      fc.sample(drafts(operation, document, fullness), { numRuns: runs, seed }),
    );
    for (const [turn, draft] of random.entries()) await askValid(target, await seeded(draft, operation, seeds, turn));

    const heard = hearing(statuses);
    const broken = fc.constantFrom(...valid).chain((draft) => damaged(draft, operation));
    await probe(operation, broken, credentials, undefined, heard, { numRuns: runs * 2, seed });

    const asStranger = operation.isOpen ? undefined : refusedStranger;
    const unheard = () => {};
    await probe(operation, fc.constantFrom(...valid), {}, asStranger, unheard, { numRuns: 3, seed });
    await probe(operation, broken, {}, asStranger, unheard, { numRuns: 3, seed });
    if (!operation.isOpen) {
      await probe(operation, fc.constantFrom(...valid), wrongCredentials, asStranger, unheard, { numRuns: 2, seed });
    }
    if (![...statuses.keys()].some((status) => status >= 200 && status < 300)) {
      const answers = [...statuses].map(([status, body]) => `${status}: ${body}`).join('\n  ');
      unreached.push(`${operation.id} (${operation.method} ${operation.path}) answered\n  ${answers}`);
    }
  }
  return { faults: distinct(faults), unreached, operations: operations.length, requests };
}

/** One request is enough to show what is wrong. */
function distinct(faults: readonly FuzzFault[]): FuzzFault[] {
  const kindOf = ({ operation, faults }: FuzzFault): string => `${operation} ${faults.join()}`;
  return faults.filter((fault, index) => faults.findIndex((other) => kindOf(other) === kindOf(fault)) === index);
}
