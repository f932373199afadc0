/** The strategies that ship: what they are, what can be set, and what was set when by whom. */
import { z } from 'zod';
import { door } from '../door.ts';
import { identifier, isoTime, pagingAnswer, pagingQuery } from '../wire.ts';

export const parameterValueSchema = z.union([z.number(), z.string(), z.boolean()]);

/** Values by parameter name; each strategy's detail says which it knows. */
export const parametersSchema = z.record(
  z
    .string()
    .max(64)
    .regex(/^[a-z][a-z0-9_]*$/),
  parameterValueSchema,
);

const parameterSchema = z
  .object({
    value: parameterValueSchema.describe('In force now'),
    type: z.enum(['integer', 'number', 'choice', 'boolean']),
    min: z.number().nullable().describe('Null where there is no order'),
    max: z.number().nullable(),
    choices: z.array(z.string()).nullable(),
    default: parameterValueSchema,
    grid: z.array(parameterValueSchema).describe('Values an optimisation tries when it is not told which'),
    description: z.string(),
  })
  .meta({ id: 'StrategyParameter' });

const strategyStatusSchema = z.enum(['available']).meta({ id: 'StrategyStatus' });

const strategySummary = {
  asset_class: z.string().describe('The first of the classes it is meant for'),
  instruments: z.array(z.string()).describe('Symbols it trades unless told others'),
  description: z.string(),
  status: strategyStatusSchema,
};

export const strategyParams = z.object({ strategy_id: identifier });

export const listStrategies = door({
  id: 'listStrategies',
  method: 'GET',
  path: '/strategies',
  tag: 'Strategies',
  summary: 'All registered strategies',
  access: 'read',
  answers: {
    200: z.array(z.object({ id: identifier, name: z.string(), ...strategySummary }).meta({ id: 'StrategySummary' })),
  },
});

export const readStrategy = door({
  id: 'readStrategy',
  method: 'GET',
  path: '/strategies/{strategy_id}',
  tag: 'Strategies',
  summary: 'One strategy: idea, source and parameters',
  access: 'read',
  params: strategyParams,
  answers: {
    200: z
      .object({
        strategy_id: identifier,
        class_name: z.string().describe('Its name'),
        ...strategySummary,
        asset_classes: z.array(z.string()),
        source: z.string().describe('Where the idea was published'),
        parameters: z.record(z.string(), parameterSchema),
        params_version: z.int().min(1).describe('1 = the values it ships with'),
      })
      .meta({ id: 'Strategy' }),
  },
  refusals: ['not_found'],
});

const reason = z.string().trim().max(500).optional().describe('Why, kept with the version');

/** What `?reason=` and the body of a change leave behind. */
const parameterVersionSchema = z
  .object({
    strategy_id: identifier,
    params: parametersSchema.describe('All of them, as they are in force with this version'),
    params_version: z.int().min(1).describe('1 = the values it ships with'),
  })
  .meta({ id: 'ParameterVersion' });

export const changeParameters = door({
  id: 'changeParameters',
  method: 'PUT',
  path: '/strategies/{strategy_id}/params',
  tag: 'Strategies',
  summary: 'Change parameters: a new version for runs, signals and sessions that follow',
  description:
    'Parameters that are not named keep their values. Each change is a version of its own and is never lost.',
  access: 'trade',
  params: strategyParams,
  query: z.object({ reason }),
  body: parametersSchema,
  answers: { 200: parameterVersionSchema },
  refusals: ['not_found', 'conflict'],
});

const parameterChangeSchema = z
  .object({
    params_version: z.int().min(1),
    params: parametersSchema,
    changes: z
      .record(z.string(), z.object({ from: parameterValueSchema, to: parameterValueSchema }))
      .describe('Against the version before'),
    changed_at: isoTime.nullable().describe('Null: the values it ships with'),
    changed_by: z.string().nullable(),
    reason: z.string().nullable(),
    restored_from: z.int().min(1).nullable().describe('The version a rollback went back to'),
  })
  .meta({ id: 'ParameterChange' });

export const listParameterHistory = door({
  id: 'listParameterHistory',
  method: 'GET',
  path: '/strategies/{strategy_id}/params/history',
  tag: 'Strategies',
  summary: 'Versions of the parameters, newest first, with who, when and why',
  access: 'read',
  params: strategyParams,
  query: z.object({ ...pagingQuery }),
  answers: {
    200: z.object({ strategy_id: identifier, versions: z.array(parameterChangeSchema), ...pagingAnswer }),
  },
  refusals: ['not_found'],
});

export const rollbackParameters = door({
  id: 'rollbackParameters',
  method: 'POST',
  path: '/strategies/{strategy_id}/params/rollback',
  tag: 'Strategies',
  summary: 'Go back to the values of an earlier version, as a new version',
  access: 'trade',
  params: strategyParams,
  body: z
    .strictObject({
      params_version: z.int().min(1).optional().describe('Default: the one before the current'),
      reason,
    })
    .prefault({}),
  answers: { 200: parameterVersionSchema },
  refusals: ['not_found', 'conflict'],
});

export const strategyDoors = {
  listStrategies,
  readStrategy,
  changeParameters,
  listParameterHistory,
  rollbackParameters,
};
