import { describe, expect, it } from 'vitest';
import { allocateBars, sliceBars } from '../model/bar.ts';
import { fingerprintBars, fingerprintBytes, fingerprintText } from './fingerprint.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('a fingerprint', () => {
  it.each([
    ['', '00000000000000000000000000000000'],
    ['The quick brown fox jumps over the lazy dog', '2f1583c3ecee2c675d7bf66ce5e91d2c'],
    ["I will not buy this tobacconist's, it is scratched.", '9b5b7ba2ef3f7866889adeaf00f3f98e'],
  ])('of %j is the published MurmurHash3', (text, published) => {
    expect(fingerprintBytes(ascii(text))).toBe(published);
  });

  it('of any length shows a change of any bit', () => {
    const seen = new Set<string>();
    for (let length = 1; length <= 40; length++) {
      for (let at = 0; at < length; at++) {
        const bytes = new Uint8Array(length);
        bytes[at] = 1 << (at % 8);
        seen.add(fingerprintBytes(bytes));
      }
    }
    expect(seen.size).toBe((40 * 41) / 2);
  });

  it('of a text tells its characters apart', () => {
    const texts = ['ab', 'a\u0000b', 'ba', '\u0161', 'a'];
    expect(new Set(texts.map(fingerprintText)).size).toBe(texts.length);
  });
});

describe('the fingerprint of bars', () => {
  const bars = allocateBars(5);
  bars.close.set([1, 2, 3, 4, 5]);

  it('is of the values, wherever they lie in memory', () => {
    const moved = allocateBars(7);
    moved.close.set([9, 1, 2, 3, 4, 5, 9]);
    expect(fingerprintBars(sliceBars(moved, 1, 6))).toBe(fingerprintBars(bars));
  });

  it('differs with the column a value stands in, with one value more, and with quotes', () => {
    const open = allocateBars(5);
    open.open.set([1, 2, 3, 4, 5]);
    const { ts, high, low, close } = bars;
    const quoted = { ...bars, bid: { open: ts, high, low, close } };
    const all = [bars, open, sliceBars(bars, 0, 4), quoted].map(fingerprintBars);
    expect(new Set(all).size).toBe(4);
  });
});
