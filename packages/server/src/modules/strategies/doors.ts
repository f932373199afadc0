import type { DoorData } from '@tradewind/contract/door.ts';
import { listStrategies, readStrategy } from '@tradewind/contract/doors/strategies.ts';
import { toWireNames } from '@tradewind/contract/naming.ts';
import type { Parameter } from '@tradewind/engine/strategies/parameters.ts';
import type { Strategy } from '@tradewind/engine/strategies/strategy.ts';
import { type ServedDoor, serve } from '../../platform/http/serve.ts';
import type { StrategyService } from './service.ts';

export const strategyDoors = (service: StrategyService): ServedDoor[] => [
  serve(listStrategies, () => service.list().map(dressSummary)),
  serve(readStrategy, ({ params }) => dressStrategy(service.get(params.strategy_id))),
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

function dressStrategy(strategy: Strategy): DoorData<typeof readStrategy> {
  const { id, name, ...rest } = dressSummary(strategy);
  const parameters = Object.entries(strategy.parameters).map(([key, spec]) => [key, dressParameter(spec)] as const);
  return {
    strategy_id: id,
    class_name: name,
    ...rest,
    asset_classes: [...strategy.assetClasses],
    source: strategy.source,
    parameters: toWireNames(Object.fromEntries(parameters)),
    params_version: 1,
  };
}

function dressParameter(spec: Parameter): DoorData<typeof readStrategy>['parameters'][string] {
  const isNumber = spec.type === 'integer' || spec.type === 'number';
  return {
    value: spec.default,
    type: spec.type,
    min: isNumber ? spec.min : null,
    max: isNumber ? spec.max : null,
    choices: spec.type === 'choice' ? [...spec.choices] : null,
    default: spec.default,
    grid: [...spec.grid],
    description: spec.description,
  };
}
