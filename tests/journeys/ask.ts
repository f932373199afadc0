/** A request of a journey: JSON unless the body is text, which goes as CSV. */

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a journey looks into answers of many doors
  readonly body: any;
}

export async function ask(
  url: string,
  key: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const isText = typeof body === 'string';
  const response = await fetch(url + path, {
    method,
    // A server that was killed in the middle may leave the connection without a word.
    signal: AbortSignal.timeout(20_000),
    body: body === undefined ? undefined : isText ? body : JSON.stringify(body),
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
      ...headers,
    },
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
