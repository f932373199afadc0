import { strategies } from '@tradewind/engine/strategies/registry.ts';
import { expect, it } from 'vitest';
import { demoInstruments } from '../market-data/demo-instruments.ts';

it.each(strategies)('$id trades what the demo workspace has, in one currency', ({ instruments }) => {
  const found = instruments.map((symbol) => demoInstruments.find((one) => one.symbol === symbol));
  expect(found.map((one) => one?.symbol)).toEqual(instruments);
  expect(new Set(found.map((one) => one?.currency)).size).toBe(1);
});
