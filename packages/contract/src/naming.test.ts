import { describe, expect, it } from 'vitest';
import { fromWireName, toWireName } from './naming.ts';

describe('names on the wire', () => {
  it.each([
    ['sharpeRatio', 'sharpe_ratio'],
    ['valueAtRisk95', 'value_at_risk_95'],
    ['shortWindow', 'short_window'],
    ['z', 'z'],
  ])('%s is %s, and back', (name, wire) => {
    expect(toWireName(name)).toBe(wire);
    expect(fromWireName(wire)).toBe(name);
  });
});
