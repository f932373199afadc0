import { describe, expect, it } from 'vitest';
import { endsOf, feesOf, runPicture } from './picture.test-support.ts';
import { AddedSlippage, TickSlippage, VolumeShareSlippage } from './slippage.ts';
import { TieredFee } from './tiered-fee.ts';

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

  it('an order is cut to whole lots, and one of less than a lot is refused', () => {
    const picture = {
      bars: ['100 100 100 100', '100 100 100 100'],
      orders: ['0: buy 0.35 market', '0: buy 0.3 market', '0: buy 0.05 market', '0: buy 0 market'],
      instrument: { lot: 0.1 },
    };
    expect(runPicture(picture)).toEqual(['1: 0.3 @ 100', '1: 0.3 @ 100']);
    expect(endsOf(picture)).toEqual([
      '0: 3 refused, the quantity is less than one lot, found 0.05',
      '0: 4 refused, the quantity is less than one lot, found 0',
    ]);
  });

  it('below a price of zero slippage and fees still cost', () => {
    const picture = {
      bars: ['10 10 10 10', '-20 -20 -20 -20', '-20 -20 -20 -20'],
      orders: ['0: buy 1 market', '1: sell 1 market'],
      costs: { slippageBps: 100, feeBps: 100 },
    };
    expect(runPicture(picture)).toEqual(['1: 1 @ -19.8', '2: -1 @ -20.2']);
    expect(feesOf(picture)).toEqual([0.198, 0.202]);
  });

  it('a day order ends with its day', () => {
    const bars = ['100 102 99 101', '101 103 100 102', '101 103 90 95'];
    expect(runPicture({ bars, orders: ['0: buy 10 limit 98 day'] })).toEqual([]);
    // Given at the close of one day it is for the next: daily bars know no other.
    expect(runPicture({ bars, orders: ['0: buy 10 limit 100 day'] })).toEqual(['1: 10 @ 100']);
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

describe('stop-limit orders', () => {
  it('fill at their trigger when it lies on the good side of the limit', () => {
    expect(
      runPicture({ bars: ['100 100 100 100', '100 106 99 101'], orders: ['0: buy 10 stop_limit 105 limit=106'] }),
    ).toEqual(['1: 10 @ 105']);
  });

  it('wait behind a gap beyond their limit until the price comes back to it', () => {
    const orders = ['0: buy 10 stop_limit 105 limit=106'];
    expect(runPicture({ bars: ['100 100 100 100', '108 110 107 109', '109 109 104 105'], orders })).toEqual([
      '2: 10 @ 106',
    ]);
    // After the open the bar itself may come back to the limit.
    expect(runPicture({ bars: ['100 100 100 100', '108 110 103 109'], orders })).toEqual(['1: 10 @ 106']);
  });

  it('with a limit better than the trigger fill only by what certainly follows it', () => {
    const orders = ['0: buy 10 stop_limit 105 limit=103'];
    const after = '107 108 107 107';
    expect(runPicture({ bars: ['100 100 100 100', '100 106 99 104', after], orders })).toEqual([]);
    expect(runPicture({ bars: ['100 100 100 100', '100 106 99 102', after], orders })).toEqual(['1: 10 @ 103']);
  });

  it('never pay more than their limit, whatever the slippage', () => {
    const orders = ['0: buy 10 stop_limit 105 limit=105.1'];
    expect(runPicture({ bars: ['100 100 100 100', '100 106 99 101'], orders, costs: { slippageBps: 50 } })).toEqual([
      '1: 10 @ 105.1',
    ]);
  });
});

describe('trailing stops', () => {
  it('follow the best price and fill where they were left behind', () => {
    const bars = ['100 100 100 100', '100 110 99 109', '109 112 108 111', '111 112 105 106'];
    expect(runPicture({ bars, orders: ['0: sell 10 trailing_stop trail=5'] })).toEqual(['3: -10 @ 107']);
    expect(runPicture({ bars, orders: ['0: sell 10 trailing_stop trail=5%'] })).toEqual(['3: -10 @ 106.4']);
  });

  it('of a short position follow downwards', () => {
    const bars = ['100 100 100 100', '100 101 90 91', '91 96 90 95'];
    expect(runPicture({ bars, orders: ['0: buy 10 trailing_stop trail=5'] })).toEqual(['2: 10 @ 95']);
  });

  it('assume the extreme against them came first', () => {
    // At the open the trigger is 95 and the low takes it, although the high would have moved it to 105.
    const bars = ['100 100 100 100', '100 110 94 109'];
    expect(runPicture({ bars, orders: ['0: sell 10 trailing_stop trail=5'] })).toEqual(['1: -10 @ 95']);
  });

  it('have certainly been passed when the bar closes beyond where its best price left them', () => {
    const bars = ['100 100 100 100', '100 110 99 103'];
    expect(runPicture({ bars, orders: ['0: sell 10 trailing_stop trail=5'] })).toEqual(['1: -10 @ 105']);
  });

  it('start from a given trigger, and fill at the open of a gap beyond it', () => {
    const bars = ['100 100 100 100', '98 99 97 98', '90 91 89 90'];
    expect(runPicture({ bars, orders: ['0: sell 10 trailing_stop 96 trail=5'] })).toEqual(['2: -10 @ 90']);
  });
});

describe('a bracket', () => {
  it('lives from the entry at the open, in the same bar', () => {
    const orders = ['0: buy 10 market stop=95 target=110'];
    expect(runPicture({ bars: ['100 100 100 100', '100 104 94 99'], orders })).toEqual(['1: 10 @ 100', '1: -10 @ 95']);
    expect(runPicture({ bars: ['100 100 100 100', '100 112 99 99'], orders })).toEqual(['1: 10 @ 100', '1: -10 @ 110']);
  });

  it('assumes the stop before the target when a bar holds both', () => {
    const bars = ['100 100 100 100', '100 112 94 111'];
    expect(runPicture({ bars, orders: ['0: buy 10 market stop=95 target=110'] })).toEqual([
      '1: 10 @ 100',
      '1: -10 @ 95',
    ]);
  });

  it('asks finer bars which came first, when there are any', () => {
    const bars = ['100 100 100 100', '100 112 94 96'];
    const orders = ['0: buy 10 market stop=95 target=110'];
    const rising = [['100 100 100 100'], ['100 112 99 105', '105 106 94 96']];
    const falling = [['100 100 100 100'], ['100 101 94 96', '96 112 96 96']];
    expect(runPicture({ bars, orders, finer: rising })).toEqual(['1: 10 @ 100', '1: -10 @ 110']);
    expect(runPicture({ bars, orders, finer: falling })).toEqual(['1: 10 @ 100', '1: -10 @ 95']);
  });

  it('of an entry inside the bar is hit by any price of it, and reaches its target only by the close', () => {
    const orders = ['0: buy 10 limit 98 stop=95 target=103'];
    const fills = (bar: string) => runPicture({ bars: ['100 100 100 100', bar, '99 100 98 99'], orders }).slice(1);
    // The high of 104 may have come before the entry at 98.
    expect(fills('100 104 97 99')).toEqual([]);
    expect(fills('100 104 97 103.5')).toEqual(['1: -10 @ 103']);
    expect(fills('100 104 94 103.5')).toEqual(['1: -10 @ 95']);
  });

  it('measures its levels from the fill, slippage inside', () => {
    const bars = ['100 100 100 100', '100 100 100 100', '100 120 100 100', '100 100 80 100'];
    const costs = { slippageBps: 100 };
    const long = { bars, costs, orders: ['0: buy 10 market stop=10% target=~5'] };
    expect(runPicture(long)).toEqual(['1: 10 @ 101', '2: -10 @ 106']);
    const short = { bars, costs, orders: ['0: sell 10 market stop=25% target=10%'] };
    expect(runPicture(short)).toEqual(['1: -10 @ 99', '3: 10 @ 89.1']);
  });

  it('acts at once where the entry has already passed a level', () => {
    const bars = ['100 100 100 100', '90 92 89 91'];
    expect(runPicture({ bars, orders: ['0: buy 10 market stop=95'] })).toEqual(['1: 10 @ 90', '1: -10 @ 90']);
  });

  it('trails from the entry', () => {
    const bars = ['100 100 100 100', '100 103 99 102', '102 108 101 107', '107 107 103 104'];
    expect(runPicture({ bars, orders: ['0: buy 10 market trailing=4%'] })).toEqual(['1: 10 @ 100', '3: -10 @ 103.68']);
  });

  it('ends with the position it protects, however that ends', () => {
    const picture = {
      bars: ['100 100 100 100', '100 101 99 100', '100 101 99 100', '100 120 80 100'],
      orders: ['0: buy 10 market stop=95 target=110', '1: sell 10 market exit'],
    };
    expect(runPicture(picture)).toEqual(['1: 10 @ 100', '2: -10 @ 100']);
    expect(endsOf(picture)).toEqual([
      '2: 2 cancelled, nothing left to reduce',
      '2: 3 cancelled, nothing left to reduce',
    ]);
  });

  it('protects each part of an entry that fills in parts, and ends the rest of it', () => {
    const picture = {
      partialVolumeShare: 0.5,
      bars: ['100 100 100 100 x9', '100 101 99 100 x8', '100 101 94 100 x20', '100 100 100 100 x99'],
      orders: ['0: buy 10 limit 100 stop=95'],
    };
    // Of bar 2 the share is 10: the stop takes 4 for the part of bar 1; limits come after stops.
    expect(runPicture(picture)).toEqual(['1: 4 @ 100', '2: -4 @ 95']);
    expect(endsOf(picture)).toEqual(['2: 1 cancelled, its protection has ended the position']);
  });

  it('moves with a split before and after its entry', () => {
    const before = ['700 700 700 700', '100 100 100 100', '100 100 100 100', '100 100 94 100'];
    const orders = ['0: buy 1 market stop=665'];
    expect(runPicture({ bars: before, orders: [...orders, '0: split 7'] })).toEqual(['1: 7 @ 100', '3: -7 @ 95']);
    const after = ['700 700 700 700', '700 700 700 700', '700 700 700 700', '100 100 94 100'];
    expect(runPicture({ bars: after, orders: [...orders, '2: split 7'] })).toEqual(['1: 1 @ 700', '3: -7 @ 95']);
  });
});

describe('orders of one group', () => {
  it('end when one of them has filled', () => {
    const picture = {
      bars: ['100 100 100 100', '100 106 99 105', '105 106 90 91'],
      orders: ['0: buy 10 stop 105 oco=breakout', '0: sell 10 stop 95 oco=breakout'],
    };
    expect(runPicture(picture)).toEqual(['1: 10 @ 105']);
    expect(endsOf(picture)).toEqual(['1: 2 cancelled, another order of its group has filled']);
  });

  it('lose what one of them fills in part', () => {
    const picture = {
      partialVolumeShare: 1,
      bars: ['100 100 100 100 x1', '100 106 99 100 x4', '100 100 94 95 x50'],
      orders: ['0: sell 10 limit 105 oco=exit', '0: sell 10 stop 95 oco=exit'],
    };
    expect(runPicture(picture)).toEqual(['1: -4 @ 105', '2: -6 @ 95']);
  });
});

describe('reduce-only orders', () => {
  it('fill at most what there is to reduce', () => {
    const picture = {
      bars: ['100 100 100 100', '100 100 100 100', '100 100 100 100'],
      orders: ['0: buy 10 market', '1: sell 25 market exit reduce'],
    };
    expect(runPicture(picture)).toEqual(['1: 10 @ 100', '2: -10 @ 100']);
    expect(endsOf(picture)).toEqual(['2: 2 cancelled, nothing left to reduce']);
  });

  it('never open a position', () => {
    const picture = { bars: ['100 100 100 100', '100 100 100 100'], orders: ['0: sell 10 market exit reduce'] };
    expect(runPicture(picture)).toEqual([]);
    expect(endsOf(picture)).toEqual(['1: 1 cancelled, nothing left to reduce']);
  });
});

describe('time in force', () => {
  it('ioc fills a limit at the open of its first bar or not at all', () => {
    const touched = { bars: ['100 100 100 100', '100 100 97 99'], orders: ['0: buy 10 limit 98 ioc'] };
    expect(runPicture(touched)).toEqual([]);
    expect(endsOf(touched)).toEqual(['1: 1 expired, not filled at once']);
    expect(runPicture({ bars: ['100 100 100 100', '97 100 97 99'], orders: ['0: buy 10 limit 98 ioc'] })).toEqual([
      '1: 10 @ 97',
    ]);
  });

  it('ioc lets go of what the volume does not allow, fok of everything', () => {
    const bars = ['100 100 100 100 x9', '100 100 100 100 x8', '100 100 100 100 x99'];
    const ioc = { bars, partialVolumeShare: 0.5, orders: ['0: buy 10 market ioc'] };
    expect(runPicture(ioc)).toEqual(['1: 4 @ 100']);
    expect(endsOf(ioc)).toEqual(['1: 1 expired, the rest was not filled at once']);
    const fok = { bars, partialVolumeShare: 0.5, orders: ['0: buy 10 market fok'] };
    expect(runPicture(fok)).toEqual([]);
    expect(endsOf(fok)).toEqual(['1: 1 expired, not filled as a whole']);
  });
});

describe('partial fills', () => {
  it('take a share of each volume until the order is done', () => {
    const bars = ['100 100 100 100 x9', '101 101 101 101 x8', '102 102 102 102 x10', '103 103 103 103 x50'];
    expect(runPicture({ bars, partialVolumeShare: 0.5, orders: ['0: buy 10 market'] })).toEqual([
      '1: 4 @ 101',
      '2: 5 @ 102',
      '3: 1 @ 103',
    ]);
  });

  it('share one volume between the orders of a bar, in the order given', () => {
    const bars = ['100 100 100 100 x9', '100 100 100 100 x16', '100 100 100 100 x16'];
    expect(runPicture({ bars, partialVolumeShare: 0.5, orders: ['0: buy 5 market', '0: buy 6 market'] })).toEqual([
      '1: 5 @ 100',
      '1: 3 @ 100',
      '2: 3 @ 100',
    ]);
  });

  it('are whole lots', () => {
    const bars = ['100 100 100 100 x9', '100 100 100 100 x7', '100 100 100 100 x1', '100 100 100 100 x99'];
    const picture = { bars, partialVolumeShare: 0.5, instrument: { lot: 1 }, orders: ['0: buy 10 market'] };
    expect(runPicture(picture)).toEqual(['1: 3 @ 100', '3: 7 @ 100']);
  });

  it('are refused where bars have no volume', () => {
    const picture = {
      bars: ['100 100 100 100', '100 100 100 100'],
      partialVolumeShare: 0.5,
      orders: ['0: buy 10 market'],
    };
    expect(runPicture(picture)).toEqual([]);
    expect(endsOf(picture)).toEqual(['1: 1 refused, a share of the volume needs a volume, X has none']);
  });
});

describe('a limit that must be traded through', () => {
  it('does not fill when its price is only touched', () => {
    const orders = ['0: buy 10 limit 98'];
    const limits = 'traded_through';
    expect(runPicture({ limits, bars: ['100 100 100 100', '100 100 98 99', '98 99 98 99'], orders })).toEqual([]);
    expect(runPicture({ limits, bars: ['100 100 100 100', '100 100 97.9 99'], orders })).toEqual(['1: 10 @ 98']);
    expect(runPicture({ limits, bars: ['100 100 100 100', '97 100 97 99'], orders })).toEqual(['1: 10 @ 97']);
  });
});

describe('quotes', () => {
  const bars = ['100 100 100 100 / 99 99 99 99 / 101 101 101 101', '100 104  96 100 / 99 103 95 99 / 101 105 97 101'];

  it('let buys fill on the ask and sells on the bid', () => {
    expect(runPicture({ bars, orders: ['0: buy 10 market', '0: sell 4 market'] })).toEqual([
      '1: 10 @ 101',
      '1: -4 @ 99',
    ]);
    expect(runPicture({ bars, timing: 'same_close', orders: ['0: buy 10 market'] })).toEqual(['0: 10 @ 101']);
  });

  it('decide whether limits and stops are reached', () => {
    expect(runPicture({ bars, orders: ['0: buy 10 limit 96.5'] })).toEqual([]);
    expect(runPicture({ bars, orders: ['0: buy 10 limit 97'] })).toEqual(['1: 10 @ 97']);
    expect(runPicture({ bars, orders: ['0: sell 10 limit 103.5'] })).toEqual([]);
    expect(runPicture({ bars, orders: ['0: buy 10 stop 105'] })).toEqual(['1: 10 @ 105']);
    expect(runPicture({ bars, orders: ['0: sell 10 stop 95'] })).toEqual(['1: -10 @ 95']);
  });
});

describe('latency', () => {
  const bars = ['100 100 100 100', '101 101 101 101', '102 102 102 102', '103 103 103 103'];

  it('in bars lets an order meet a later open', () => {
    expect(runPicture({ bars, latency: { bars: 2 }, orders: ['0: buy 10 market'] })).toEqual(['3: 10 @ 103']);
    expect(runPicture({ bars, latency: { bars: 1 }, timing: 'same_close', orders: ['0: buy 10 market'] })).toEqual([
      '1: 10 @ 101',
    ]);
  });

  it('in milliseconds lets it meet the first bar that begins after it has arrived', () => {
    expect(runPicture({ bars, latency: { ms: 1 }, orders: ['0: buy 10 market'] })).toEqual(['2: 10 @ 102']);
    expect(runPicture({ bars, latency: { ms: 86_400_000 }, orders: ['0: buy 10 limit 105'] })).toEqual(['2: 10 @ 102']);
  });

  it('does not delay the children of a bracket: they are at the venue with their entry', () => {
    const picture = { bars: [...bars, '103 103 90 95'], latency: { bars: 2 }, orders: ['0: buy 10 market stop=102'] };
    expect(runPicture(picture)).toEqual(['3: 10 @ 103', '4: -10 @ 102']);
  });
});

describe('what a fill costs', () => {
  const bars = ['100 100 100 100 x100', '100 100 100 100 x100', '100 101 100 100 x100', '100 100 100 100 x100'];

  it('ticks of slippage', () => {
    const picture = { bars, prices: new TickSlippage(3), instrument: { tick: 0.25 } };
    expect(runPicture({ ...picture, orders: ['0: buy 10 market', '1: sell 10 market'] })).toEqual([
      '1: 10 @ 100.75',
      '2: -10 @ 99.25',
    ]);
  });

  it('impact by the share of the volume, added to other slippage', () => {
    const impact = new VolumeShareSlippage(0.1);
    expect(runPicture({ bars, prices: impact, orders: ['0: buy 50 market'] })).toEqual(['1: 50 @ 102.5']);
    const both = new AddedSlippage([impact, new TickSlippage(1)]);
    expect(runPicture({ bars, prices: both, instrument: { tick: 1 }, orders: ['0: sell 50 market'] })).toEqual([
      '1: -50 @ 96.5',
    ]);
  });

  it('nothing where impact cannot be known: the order is refused', () => {
    const blind = bars.map((row) => row.replace(' x100', ''));
    const picture = { bars: blind, prices: new VolumeShareSlippage(0.1), orders: ['0: buy 50 market'] };
    expect(endsOf(picture)).toEqual(['1: 1 refused, the cost model has no price for X in this bar']);
  });

  it('per share with a minimum, and per contract', () => {
    const perShare = { feePerUnit: 0.005, feeMinimum: 1 };
    expect(feesOf({ bars, costs: perShare, orders: ['0: buy 10 market', '1: buy 688 market'] })).toEqual([1, 3.44]);
    expect(feesOf({ bars, costs: { feePerUnit: 2.5 }, orders: ['0: buy 4 market'] })).toEqual([10]);
  });

  it('maker and taker rates by turnover', () => {
    const fees = new TieredFee([
      { from: 0, makerBps: 10, takerBps: 20 },
      { from: 1000, makerBps: -1, takerBps: 5 },
    ]);
    const orders = ['0: buy 10 market', '1: sell 10 limit 101', '2: buy 10 market'];
    expect(feesOf({ bars, fees, orders })).toEqual([2, -0.101, 0.5]);
  });
});
