/** Parameters of a strategy: typed, ranged, with the default and the grid an optimisation starts from. */
interface Described<T> {
  readonly default: T;
  readonly grid: readonly T[];
  readonly description: string;
}

export interface NumberParameter extends Described<number> {
  readonly type: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
}

export interface ChoiceParameter extends Described<string> {
  readonly type: 'choice';
  readonly choices: readonly string[];
}

export interface BooleanParameter extends Described<boolean> {
  readonly type: 'boolean';
}

export type Parameter = NumberParameter | ChoiceParameter | BooleanParameter;
export type ParameterSpecs = Readonly<Record<string, Parameter>>;
export type ParameterValue = number | string | boolean;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** The values a set of parameters takes. */
export type ValuesOf<Specs extends ParameterSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends NumberParameter
    ? number
    : Specs[Name] extends BooleanParameter
      ? boolean
      : string;
};

export interface ParameterFault {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

/** Given values checked and completed with the defaults, or every fault at once. */
export function resolveParameters(
  specs: ParameterSpecs,
  given: Readonly<Record<string, unknown>>,
): { readonly values: ParameterValues } | { readonly faults: readonly ParameterFault[] } {
  const faults: ParameterFault[] = [];
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) {
      faults.push({ name, expected: `one of ${Object.keys(specs).join(', ') || 'no parameters'}`, found: 'unknown' });
    }
  }
  const values: Record<string, ParameterValue> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = Object.hasOwn(given, name) ? given[name] : spec.default;
    const expected = expectation(spec);
    if (fits(spec, value)) values[name] = value;
    else faults.push({ name, expected, found: JSON.stringify(value) ?? String(value) });
  }
  return faults.length > 0 ? { faults } : { values };
}

function fits(spec: Parameter, value: unknown): value is ParameterValue {
  if (spec.type === 'boolean') return typeof value === 'boolean';
  if (spec.type === 'choice') return typeof value === 'string' && spec.choices.includes(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return false;
  return (spec.type === 'number' || Number.isInteger(value)) && value >= spec.min && value <= spec.max;
}

function expectation(spec: Parameter): string {
  if (spec.type === 'boolean') return 'true or false';
  if (spec.type === 'choice') return `one of ${spec.choices.join(', ')}`;
  return `${spec.type === 'integer' ? 'an integer' : 'a number'} from ${spec.min} to ${spec.max}`;
}

type NumberGiven = Omit<NumberParameter, 'type'>;
export const integer = (given: NumberGiven): NumberParameter => ({ type: 'integer', ...given });
export const number = (given: NumberGiven): NumberParameter => ({ type: 'number', ...given });
export const choice = (given: Omit<ChoiceParameter, 'type'>): ChoiceParameter => ({ type: 'choice', ...given });
export const boolean = (given: Omit<BooleanParameter, 'type'>): BooleanParameter => ({ type: 'boolean', ...given });
