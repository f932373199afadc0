import { describe, expect, it } from 'vitest';
import { runPicture } from './picture.test-support.ts';

/** Each picture: bars as open/high/low/close, orders as `bar: order`, the fills they must give as `bar: quantity @ price`. */
describe('market orders', () => {
  it('fill at the open of the next bar', () => {
    expect(
      runPicture({
        bars: ['100 102  99 101', '103 105 102 104', '104 106 103 105'],
        orders: ['0: buy 10 market'],
      }),
    ).toEqual(['1: 10 @ 103']);
  });

  it('fill at the close they were decided on when same_close is asked for', () => {
    expect(
      runPicture({
        timing: 'same_close',
        bars: ['100 102  99 101', '103 105 102 104'],
        orders: ['0: buy 10 market'],
      }),
    ).toEqual(['0: 10 @ 101']);
  });

  it('pay slippage both ways and the spread on the entry only', () => {
    expect(
      runPicture({
        costs: { slippageBps: 10, spreadBps: 20 },
        bars: ['100 100 100 100', '100 100 100 100', '100 100 100 100'],
        orders: ['0: buy 10 market', '1: sell 10 market exit'],
      }),
    ).toEqual(['1: 10 @ 100.3', '2: -10 @ 99.9']);
  });

  it('given on the last bar never fill', () => {
    expect(runPicture({ bars: ['100 102 99 101'], orders: ['0: buy 10 market'] })).toEqual([]);
  });
});

describe('limit orders', () => {
  it('fill at their price when the range touches it, without slippage', () => {
    expect(
      runPicture({
        costs: { slippageBps: 10 },
        bars: ['100 102  99 101', '101 103  98 102'],
        orders: ['0: buy 10 limit 98'],
      }),
    ).toEqual(['1: 10 @ 98']);
  });

  it('fill at the open when it is already better', () => {
    expect(runPicture({ bars: ['100 102 99 101', '95 97 94 96'], orders: ['0: buy 10 limit 98'] })).toEqual([
      '1: 10 @ 95',
    ]);
    expect(runPicture({ bars: ['100 102 99 101', '110 112 108 111'], orders: ['0: sell 10 limit 105'] })).toEqual([
      '1: -10 @ 110',
    ]);
  });

  it('rest until a bar reaches them', () => {
    expect(
      runPicture({
        bars: ['100 102  99 101', '101 103 100 102', '101 103  97 100'],
        orders: ['0: buy 10 limit 98'],
      }),
    ).toEqual(['2: 10 @ 98']);
  });
});

describe('stop orders', () => {
  it('fill at their trigger when the range touches it', () => {
    expect(runPicture({ bars: ['100 102 99 101', '100 101 95 97'], orders: ['0: sell 10 stop 96'] })).toEqual([
      '1: -10 @ 96',
    ]);
  });

  it('fill at the open when the market gaps through the trigger', () => {
    expect(runPicture({ bars: ['100 102 99 101', '90 92 88 91'], orders: ['0: sell 10 stop 96'] })).toEqual([
      '1: -10 @ 90',
    ]);
    expect(runPicture({ bars: ['100 102 99 101', '108 110 107 109'], orders: ['0: buy 10 stop 105'] })).toEqual([
      '1: 10 @ 108',
    ]);
  });

  it('come before limits of the same bar: the worse of the two is assumed to happen first', () => {
    expect(
      runPicture({
        bars: ['100 100 100 100', '100 106  94 100'],
        orders: ['0: sell 10 limit 105', '0: sell 10 stop 95'],
      }),
    ).toEqual(['1: -10 @ 95', '1: -10 @ 105']);
  });

  it('never see the range of the bar they were given on', () => {
    expect(
      runPicture({ bars: ['100 120 80 100', '100 101 99 100'], orders: ['0: sell 10 stop 90', '0: buy 10 limit 85'] }),
    ).toEqual([]);
  });
});

describe('the life of resting orders', () => {
  it('a cancelled order never fills', () => {
    expect(
      runPicture({
        bars: ['100 102 99 101', '101 103 100 102', '101 103 90 95'],
        orders: ['0: buy 10 limit 98', '1: cancel 1'],
      }),
    ).toEqual([]);
  });

  it('a day order ends with its day', () => {
    const bars = ['100 102 99 101', '101 103 100 102', '101 103 90 95'];
    expect(runPicture({ bars, orders: ['0: buy 10 limit 98 day'] })).toEqual([]);
    expect(runPicture({ bars, orders: ['0: buy 10 limit 98'] })).toEqual(['2: 10 @ 98']);
  });

  it('a split changes price and quantity of what rests', () => {
    expect(
      runPicture({
        bars: ['700 710 690 700', '100 102 98 101'],
        orders: ['0: buy 10 limit 693', '0: split 7'],
      }),
    ).toEqual(['1: 70 @ 99']);
  });
});
