/**
 * From zod to the document's components. A schema with an id becomes a component once it is used, so that none stands
 * there unused. Answers come first: a request form that differs from the answer form (defaults) is named `…Input`.
 */
import { z } from 'zod';

export type JsonSchema = { [keyword: string]: unknown };
type Direction = 'input' | 'output';

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Replaces every `$ref` in a schema. */
function withRefs(value: unknown, rename: (ref: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withRefs(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string' ? rename(member) : withRefs(member, rename),
    ]),
  );
}

/** What zod writes more strictly or at more length than a reader of the document is served by. */
function polish(zodSchema: z.core.$ZodType, jsonSchema: z.core.JSONSchema.BaseSchema, direction: Direction): void {
  // Answers may grow members later: a generated client must not be told that they cannot.
  if (direction === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  // The calendar as a regular expression is 300 characters; the format says it, the pattern adds only the Z.
  if (jsonSchema.format === 'date-time') jsonSchema.pattern = 'Z$';
  if (jsonSchema.format === 'date') delete jsonSchema.pattern;
  if (zodSchema instanceof z.ZodDiscriminatedUnion) {
    Object.assign(jsonSchema, { discriminator: { propertyName: zodSchema.def.discriminator } });
  }
}

const componentPrefix = '#/components/schemas/';

export class Components {
  readonly #schemas = new Map<string, JsonSchema>();

  /** The schema, its named parts replaced by references to components. */
  schema(zodSchema: z.ZodType, direction: Direction): JsonSchema {
    const generated = z.toJSONSchema(zodSchema, {
      io: direction,
      target: 'draft-2020-12',
      override: (context) => polish(context.zodSchema, context.jsonSchema, direction),
    });
    const { $schema: _, $defs = {}, ...root } = generated as JsonSchema & { $defs?: Record<string, JsonSchema> };
    const ids = Object.keys($defs);
    const unnamed = ids.find((id) => id.startsWith('__'));
    if (unnamed !== undefined)
      throw new Error('A recursive schema needs an id (.meta({ id })) to stand in the document');

    // A renamed part changes those that refer to it: go on until no further name has to give way.
    const renamed = new Set<string>();
    for (let before = -1; direction === 'input' && before !== renamed.size; ) {
      before = renamed.size;
      for (const id of ids) if (this.#isTaken(id, this.#resolved($defs[id], renamed))) renamed.add(id);
    }
    for (const id of ids) {
      const name = renamed.has(id) ? `${id}Input` : id;
      const resolved = this.#resolved($defs[id], renamed);
      if (this.#isTaken(name, resolved)) throw new Error(`Two schemas have the id ${id}`);
      this.#schemas.set(name, resolved);
    }
    return this.#resolved(root, renamed);
  }

  /** In alphabetical order. */
  all(): Record<string, JsonSchema> {
    const entries = [...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([name, schema]) => [name, this.#withMappings(schema) as JsonSchema]));
  }

  /** Gives each discriminator the mapping from value to component; without named branches it may not stay. */
  withMappings<T>(part: T): T {
    return this.#withMappings(part) as T;
  }

  #isTaken(name: string, schema: JsonSchema): boolean {
    const known = this.#schemas.get(name);
    // Both come from the same generator, which writes members in the order of the schema.
    return known !== undefined && JSON.stringify(known) !== JSON.stringify(schema);
  }

  #resolved(schema: JsonSchema, renamed: ReadonlySet<string>): JsonSchema {
    return withRefs(schema, (ref) => {
      if (ref === '#') throw new Error('A recursive schema needs an id (.meta({ id })) to stand in the document');
      const id = ref.replace('#/$defs/', '');
      return `${componentPrefix}${renamed.has(id) ? `${id}Input` : id}`;
    }) as JsonSchema;
  }

  #withMappings(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.#withMappings(item));
    if (!isObject(value)) return value;
    const rest = Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.#withMappings(member)]));
    if (!isObject(value.discriminator) || !Array.isArray(value.oneOf)) return rest;
    const mapping = this.#mapping(String(value.discriminator.propertyName), value.oneOf);
    if (mapping === null) delete rest.discriminator;
    else rest.discriminator = { propertyName: value.discriminator.propertyName, mapping };
    return rest;
  }

  #mapping(property: string, branches: readonly unknown[]): Record<string, string> | null {
    const mapping: Record<string, string> = {};
    for (const branch of branches) {
      const ref = isObject(branch) ? branch.$ref : undefined;
      if (typeof ref !== 'string') return null;
      const properties = this.#schemas.get(ref.replace(componentPrefix, ''))?.properties;
      const member = isObject(properties) ? properties[property] : undefined;
      if (!isObject(member)) return null;
      for (const value of Array.isArray(member.enum) ? member.enum : [member.const]) mapping[String(value)] = ref;
    }
    return mapping;
  }
}
