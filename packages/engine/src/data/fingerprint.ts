/**
 * Fingerprints of data: MurmurHash3 x86 128 (Austin Appleby, public domain), seed 0. Pure and fast, and any change of a
 * bit shows; it proves that two people used the same bars, not who made them: whoever must resist forgery uses a
 * cryptographic hash instead.
 */
import { type BarColumns, barFields } from '../model/bar.ts';

const c1 = 0x239b961b;
const c2 = 0xab0e9789;
const c3 = 0x38b34ae5;
const c4 = 0xa1e38b93;

/** 32 hexadecimal digits. */
export function fingerprintBytes(bytes: Uint8Array): string {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const whole = length - (length % 16);
  let h1 = 0;
  let h2 = 0;
  let h3 = 0;
  let h4 = 0;
  for (let at = 0; at < whole; at += 16) {
    h1 ^= mixed(view.getUint32(at, true), c1, 15, c2);
    h1 = (Math.imul(rotated(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= mixed(view.getUint32(at + 4, true), c2, 16, c3);
    h2 = (Math.imul(rotated(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= mixed(view.getUint32(at + 8, true), c3, 17, c4);
    h3 = (Math.imul(rotated(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= mixed(view.getUint32(at + 12, true), c4, 18, c1);
    h4 = (Math.imul(rotated(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
  }

  // The last bytes, as if zeros followed them.
  const tail = new DataView(new ArrayBuffer(16));
  for (let at = whole; at < length; at++) tail.setUint8(at - whole, bytes[at]);
  h4 ^= mixed(tail.getUint32(12, true), c4, 18, c1);
  h3 ^= mixed(tail.getUint32(8, true), c3, 17, c4);
  h2 ^= mixed(tail.getUint32(4, true), c2, 16, c3);
  h1 ^= mixed(tail.getUint32(0, true), c1, 15, c2);

  h1 ^= length;
  h2 ^= length;
  h3 ^= length;
  h4 ^= length;
  h1 = (h1 + h2 + h3 + h4) | 0;
  const parts = [h1, h2 + h1, h3 + h1, h4 + h1].map(avalanche);
  const first = (parts[0] + parts[1] + parts[2] + parts[3]) | 0;
  return [first, ...parts.slice(1).map((part) => part + first)].map(hexadecimal).join('');
}

/** Of the characters' codes, two bytes each. */
export function fingerprintText(text: string): string {
  const bytes = new Uint8Array(2 * text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[2 * i] = code & 0xff;
    bytes[2 * i + 1] = code >> 8;
  }
  return fingerprintBytes(bytes);
}

export function fingerprintColumn({ buffer, byteOffset, byteLength }: Float64Array): string {
  return fingerprintBytes(new Uint8Array(buffer, byteOffset, byteLength));
}

/** All columns of a series, quotes included where there are any. */
export function fingerprintBars(bars: BarColumns): string {
  const columns = [bars.ts, ...barFields.map((field) => bars[field])];
  for (const quotes of [bars.bid, bars.ask]) {
    if (quotes) columns.push(quotes.open, quotes.high, quotes.low, quotes.close);
  }
  return fingerprintText(columns.map(fingerprintColumn).join());
}

function mixed(word: number, before: number, turn: number, after: number): number {
  return Math.imul(rotated(Math.imul(word, before), turn), after);
}

function rotated(word: number, turn: number): number {
  return (word << turn) | (word >>> (32 - turn));
}

function avalanche(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
