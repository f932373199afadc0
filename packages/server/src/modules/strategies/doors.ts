import type { DoorData } from '@tradewind/contract/door.ts';
import {
  changeParameters,
  listParameterHistory,
  listStrategies,
  readStrategy,
  rollbackParameters,
} from '@tradewind/contract/doors/strategies.ts';
import { fromWireNames, toWireNames } from '@tradewind/contract/naming.ts';
import type { Parameter, ParameterValue, ParameterValues } from '@tradewind/engine/strategies/parameters.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { type ServedDoor, serve } from '../../platform/http/serve.ts';
import type { ParameterVersion, StrategyService } from './service.ts';

export const strategyDoors = (service: StrategyService): ServedDoor[] => [
  serve(listStrategies, () => service.list().map(dressSummary)),
  serve(readStrategy, ({ params: { strategy_id } }) => {
    return dressStrategy(service.get(strategy_id), service.parameters(strategy_id));
  }),
  serve(changeParameters, async ({ params: { strategy_id }, query: { reason }, body, caller }) => {
    const change = { by: caller.name, reason };
    return dressVersion(strategy_id, await service.changeParameters(strategy_id, fromWireNames(body), change));
  }),
  serve(listParameterHistory, ({ params: { strategy_id }, query: { limit, offset } }) => {
    const { versions, total } = service.versions(strategy_id, limit, offset);
    const dressed = versions.map((one) => dressChange(one, service.valuesBefore(strategy_id, one.version)));
    return { strategy_id, versions: dressed, total, limit, offset };
  }),
  serve(rollbackParameters, async ({ params: { strategy_id }, body: { params_version, reason }, caller }) => {
    return dressVersion(strategy_id, await service.rollback(strategy_id, params_version, { by: caller.name, reason }));
  }),
];

function dressSummary({
  id,
  name,
  assetClasses,
  instruments,
  idea,
}: Strategy): DoorData<typeof listStrategies>[number] {
  return {
    id,
    name,
    asset_class: assetClasses[0],
    instruments: [...instruments],
    description: idea,
    status: 'available',
  };
}

function dressStrategy(strategy: Strategy, { values, version }: ParameterVersion): DoorData<typeof readStrategy> {
  const { id, name, ...rest } = dressSummary(strategy);
  const parameters = Object.entries(strategy.parameters).map(([key, spec]) => {
    return [key, dressParameter(spec, values[key])] as const;
  });
  return {
    strategy_id: id,
    class_name: name,
    ...rest,
    asset_classes: [...strategy.assetClasses],
    source: strategy.source,
    parameters: toWireNames(Object.fromEntries(parameters)),
    params_version: version,
  };
}

function dressParameter(spec: Parameter, value: ParameterValue): DoorData<typeof readStrategy>['parameters'][string] {
  const isNumber = spec.type === 'integer' || spec.type === 'number';
  return {
    value,
    type: spec.type,
    min: isNumber ? spec.min : null,
    max: isNumber ? spec.max : null,
    choices: spec.type === 'choice' ? [...spec.choices] : null,
    default: spec.default,
    grid: [...spec.grid],
    description: spec.description,
  };
}

function dressVersion(strategyId: string, { values, version }: ParameterVersion): DoorData<typeof changeParameters> {
  return { strategy_id: strategyId, params: toWireNames(values), params_version: version };
}

function dressChange(
  one: ParameterVersion,
  before: ParameterValues,
): DoorData<typeof listParameterHistory>['versions'][number] {
  const changed = Object.entries(one.values).filter(([name, value]) => value !== before[name]);
  return {
    params_version: one.version,
    params: toWireNames(one.values),
    changes: toWireNames(Object.fromEntries(changed.map(([name, to]) => [name, { from: before[name], to }]))),
    changed_at: one.changedAt === null ? null : new Date(one.changedAt).toISOString(),
    changed_by: one.changedBy,
    reason: one.reason,
    restored_from: one.restoredFrom,
  };
}
