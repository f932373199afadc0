/**
 * How an indicator is written down as data: what it reads and gives, its options with their defaults, and how it is built.
 */
import { type BarSeries, Column } from './column-graph.ts';

export interface BarsOption {
  readonly type: 'bars';
  readonly default: number;
  readonly min: number;
}

export interface NumberOption {
  readonly type: 'number';
  readonly default: number;
  readonly min: number;
}

export interface ChoiceOption<Choice extends string | number = string | number> {
  readonly type: 'choice';
  readonly default: Choice;
  readonly choices: readonly Choice[];
}

export type IndicatorOption = BarsOption | NumberOption | ChoiceOption;
export type OptionValues = Readonly<Record<string, string | number>>;

/** Columns an indicator reads besides those it takes from the bars by itself. */
type Chosen = readonly Column[];

export interface CatalogueEntry {
  /** kebab-case, as its file. */
  readonly name: string;
  readonly title: string;
  /** Bar fields it reads; `value` stands for any column, the close by default. */
  readonly inputs: readonly (keyof BarSeries | 'value')[];
  readonly outputs: readonly string[];
  readonly options: Readonly<Record<string, IndicatorOption>>;
  /** One column per output. `chosen` fills the `value` inputs in their order. */
  build(bars: BarSeries, chosen: Chosen, options: OptionValues): readonly Column[];
}

type Columns = Readonly<Record<string, Column>>;
type Specs = Readonly<Record<string, IndicatorOption>>;
type ValuesOf<S extends Specs> = {
  readonly [Name in keyof S]: S[Name] extends ChoiceOption<infer Choice> ? Choice : number;
};

export interface Row<S extends Specs> extends Omit<CatalogueEntry, 'options' | 'build' | 'outputs'> {
  readonly outputs?: readonly string[];
  readonly options?: S;
  /** One column, or one by the name of each output. */
  readonly build: (bars: BarSeries, chosen: Chosen, options: ValuesOf<S>) => Column | Columns;
}

export function entry<const S extends Specs = Record<never, never>>(row: Row<S>): CatalogueEntry {
  return {
    name: row.name,
    title: row.title,
    inputs: row.inputs,
    outputs: row.outputs ?? [row.name],
    options: row.options ?? {},
    build(bars, chosen, options) {
      // Safe: resolveOptions gives a value of its type for every option of the row.
      const built = row.build(bars, chosen, resolveOptions(this, options) as ValuesOf<S>);
      return built instanceof Column ? [built] : this.outputs.map((output) => built[output]);
    },
  };
}

/** Given values completed with the defaults; unknown names and values outside the choices are refused. */
export function resolveOptions({ name, options }: CatalogueEntry, given: OptionValues): OptionValues {
  const unknown = Object.keys(given).find((option) => !Object.hasOwn(options, option));
  if (unknown)
    throw new RangeError(`${name}: no option ${unknown}; it has ${Object.keys(options).join(', ') || 'none'}`);
  return Object.fromEntries(
    Object.entries(options).map(([option, spec]) => {
      const value = given[option] ?? spec.default;
      const fits =
        spec.type === 'choice' ? spec.choices.includes(value) : typeof value === 'number' && value >= spec.min;
      if (fits) return [option, value];
      const expected = spec.type === 'choice' ? `one of ${spec.choices.join(', ')}` : `at least ${spec.min}`;
      throw new RangeError(`${name}: ${option} must be ${expected}; found ${value}`);
    }),
  );
}

/** The ways to write an option down. */
export const bars = (byDefault: number, min = 1) => ({ type: 'bars', default: byDefault, min }) as const;
export const number = (byDefault: number, min: number) => ({ type: 'number', default: byDefault, min }) as const;
export const choice = <const Choice extends string | number>(...choices: readonly [Choice, ...Choice[]]) =>
  ({ type: 'choice', default: choices[0], choices }) as const;
