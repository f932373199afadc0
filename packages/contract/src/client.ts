/**
 * A typed client: `client.call(runBacktest, { body })`. It speaks to the enveloped face, so that source and note come
 * with the data, and turns every refusal back into the AppError it was on the other side.
 */
import { z } from 'zod';
import type { Door, DoorAnswer, DoorRequest } from './door.ts';
import type { Meta } from './envelope.ts';
import { envelopeOf, problemSchema } from './envelope.ts';
import { AppError } from './errors.ts';
import { envelopedFace, facesOf, pathOn } from './faces.ts';

export interface ClientOptions {
  /** Where the server is: `http://127.0.0.1:8000`. */
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
}

type Given<D extends Door, Part extends keyof DoorRequest<D>> = DoorRequest<D>[Part] extends undefined
  ? { readonly [P in Part]?: undefined }
  : Record<never, never> extends DoorRequest<D>[Part]
    ? { readonly [P in Part]?: DoorRequest<D>[P] }
    : { readonly [P in Part]: DoorRequest<D>[P] };

/** What a door needs, and only that; what has a default may be left out. */
export type CallInput<D extends Door> = Given<D, 'params'> &
  Given<D, 'query'> &
  Given<D, 'body'> & {
    /** A repeat with the same key gets the first answer instead of a second effect. */
    readonly idempotencyKey?: string;
    /** Of the body, where the door takes more than one. */
    readonly contentType?: string;
    readonly signal?: AbortSignal;
  };

type InputOf<D extends Door> =
  Record<never, never> extends CallInput<D> ? [input?: CallInput<D>] : [input: CallInput<D>];

export interface ClientAnswer<Data> {
  readonly status: number;
  readonly data: Data;
  /** Null at the root doors, which have no envelope. */
  readonly meta: Meta | null;
}

export interface Client {
  call<D extends Door>(door: D, ...input: InputOf<D>): Promise<ClientAnswer<DoorAnswer<D>>>;
}

const jsonType = 'application/json';

interface LooseInput {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

function addressOf(baseUrl: string, door: Door, { params = {}, query = {} }: LooseInput): URL {
  const [face] = facesOf(door);
  const path = pathOn(face, door).replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(params[name])));
  const address = new URL(`${baseUrl.replace(/\/$/, '')}${path}`);
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    address.searchParams.set(name, Array.isArray(value) ? value.join(',') : String(value));
  }
  return address;
}

function requestOf(
  door: Door,
  { body, idempotencyKey, contentType, signal }: LooseInput,
  apiKey?: string,
): RequestInit {
  const headers: Record<string, string> = { Accept: (door.produces ?? [jsonType]).join(', ') };
  if (apiKey !== undefined) headers.Authorization = `Bearer ${apiKey}`;
  if (idempotencyKey !== undefined) headers['Idempotency-Key'] = idempotencyKey;
  if (body === undefined) return { method: door.method, headers, signal };
  const type = contentType ?? door.consumes?.[0] ?? jsonType;
  headers['Content-Type'] = type;
  return {
    method: door.method,
    headers,
    signal,
    body: type === jsonType ? JSON.stringify(body) : (body as RequestInit['body']),
  };
}

/** The refusal in an answer; an answer that is no problem document came from something else in between. */
async function refusalIn(response: Response): Promise<AppError> {
  const text = await response.text();
  const parsed = problemSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    return new AppError('unavailable', `${response.url} answered ${response.status} and no problem document`);
  }
  const { type: _, title: __, status: ___, detail, instance: ____, code, errors, ...extensions } = parsed.data;
  const retryAfter = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new AppError(code, { detail, errors, extensions, ...(Number.isNaN(retryAfter) ? {} : { retryAfter }) });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function answerIn(door: Door, response: Response): Promise<ClientAnswer<unknown>> {
  const { status } = response;
  const schema = door.answers[status];
  if (schema === undefined)
    throw new AppError('internal', `${door.id} answered ${status}, which its contract does not know`);
  const type = response.headers.get('Content-Type') ?? '';
  const isJson = type.startsWith(jsonType);
  const read = isJson
    ? parseJson(await response.text())
    : await (type.startsWith('text/') ? response.text() : response.bytes());
  const isEnveloped = isJson && facesOf(door)[0] === envelopedFace;
  const result = (isEnveloped ? envelopeOf(schema) : schema).safeParse(read);
  if (!result.success) {
    throw new AppError(
      'internal',
      `${door.id} gave an answer that breaks its contract: ${z.prettifyError(result.error)}`,
    );
  }
  if (!isEnveloped) return { status, data: result.data, meta: null };
  const { data, meta } = result.data as { data: unknown; meta: Meta };
  return { status, data, meta };
}

export function createClient({ baseUrl, apiKey, fetch: send = fetch }: ClientOptions): Client {
  return {
    async call<D extends Door>(door: D, ...[input]: InputOf<D>) {
      const given = (input ?? {}) as LooseInput;
      const address = addressOf(baseUrl, door, given);
      let response: Response;
      try {
        response = await send(address, requestOf(door, given, apiKey));
      } catch (error) {
        if (given.signal?.aborted) throw error;
        const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw new AppError('unavailable', `No answer from ${address.origin}: ${cause}`);
      }
      if (!response.ok) throw await refusalIn(response);
      return (await answerIn(door, response)) as ClientAnswer<DoorAnswer<D>>;
    },
  };
}
