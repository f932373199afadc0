import { assetClassSchema } from '@tradewind/contract/doors/market-data.ts';
import { assetClasses } from '@tradewind/engine/model/instrument.ts';
import { expect, it } from 'vitest';

it('knows the same asset classes on the wire and in the engine', () => {
  expect(assetClassSchema.options).toEqual([...assetClasses]);
});
