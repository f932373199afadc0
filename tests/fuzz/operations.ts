/** Reads the operations out of an OpenAPI document: what each takes, what it may answer, whether it asks who calls. */

export type Json = { readonly [member: string]: unknown };

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export interface Parameter {
  readonly name: string;
  readonly place: 'path' | 'query';
  readonly isRequired: boolean;
  readonly schema: Json;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With parameters in braces. */
  readonly path: string;
  readonly isOpen: boolean;
  readonly parameters: readonly Parameter[];
  /** By content type. */
  readonly body: ReadonlyMap<string, Json> | null;
  readonly isBodyRequired: boolean;
  /** Status → content type → pointer to the schema in the document. */
  readonly responses: ReadonlyMap<number, ReadonlyMap<string, string>>;
}

const escaped = (segment: string): string => segment.replaceAll('~', '~0').replaceAll('/', '~1');

/** Follows a `#/…` pointer. */
export function resolve(document: Json, reference: string): Json {
  let value: unknown = document;
  for (const segment of reference.slice(2).split('/')) {
    value = isObject(value) ? value[segment.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }
  if (!isObject(value)) throw new Error(`the document refers to ${reference}, which is not there`);
  return value;
}

export function operationsOf(document: Json): Operation[] {
  const direct = (value: Json): Json => (typeof value.$ref === 'string' ? resolve(document, value.$ref) : value);

  const read = (path: string, method: string, operation: Json): Operation => {
    const parameters = ((operation.parameters ?? []) as Json[])
      .map(direct)
      .filter((given) => given.in === 'path' || given.in === 'query')
      .map(
        (given): Parameter => ({
          name: String(given.name),
          place: given.in as 'path' | 'query',
          isRequired: given.required === true,
          schema: given.schema as Json,
        }),
      );
    const requestBody = isObject(operation.requestBody) ? direct(operation.requestBody) : null;
    const contentOf = (holder: Json): [string, Json][] =>
      Object.entries((holder.content ?? {}) as Record<string, Json>);
    const pointer = `#/paths/${escaped(path)}/${method}/responses`;
    const responses = Object.entries(operation.responses as Record<string, Json>).map(([status, response]) => {
      const types = contentOf(direct(response)).map(([type]): [string, string] => [
        type,
        `${pointer}/${status}/content/${escaped(type)}/schema`,
      ]);
      return [Number(status), new Map(types)] as const;
    });
    return {
      id: String(operation.operationId),
      method: method.toUpperCase(),
      path,
      isOpen: Array.isArray(operation.security) && operation.security.length === 0,
      parameters,
      body:
        requestBody === null
          ? null
          : new Map(contentOf(requestBody).map(([type, media]) => [type, media.schema as Json])),
      isBodyRequired: requestBody?.required === true,
      responses: new Map(responses),
    };
  };

  return Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => read(path, method, operation)),
  );
}
