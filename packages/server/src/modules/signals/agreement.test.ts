import { describe, expect, it } from 'vitest';
import { agreementOf } from './agreement.ts';

const votes = (long: number, short: number, neutral: number) => [
  ...Array.from({ length: long }, () => ({ direction: 'LONG' as const, exposure: 1 })),
  ...Array.from({ length: short }, () => ({ direction: 'SHORT' as const, exposure: -0.5 })),
  ...Array.from({ length: neutral }, () => ({ direction: 'NEUTRAL' as const, exposure: 0 })),
];

describe('the agreement of signals', () => {
  it('is a crowd above 80 %, not at it', () => {
    expect(agreementOf(votes(4, 1, 0)).crowd).toEqual({ direction: 'LONG', share: 0.8, isCrowded: false });
    expect(agreementOf(votes(9, 2, 0)).crowd).toMatchObject({ isCrowded: true });
    expect(agreementOf(votes(0, 5, 1)).crowd).toMatchObject({ direction: 'SHORT', isCrowded: true });
  });

  it('is no crowd where nobody is in, or only one is asked', () => {
    expect(agreementOf(votes(0, 0, 6)).crowd).toEqual({ direction: 'NEUTRAL', share: 1, isCrowded: false });
    expect(agreementOf(votes(1, 0, 0)).crowd.isCrowded).toBe(false);
  });

  it('points to the side of the mean exposure', () => {
    expect(agreementOf(votes(1, 3, 0))).toMatchObject({
      direction: 'SHORT',
      meanExposure: -0.125,
      counts: { LONG: 1, SHORT: 3, NEUTRAL: 0 },
    });
    expect(agreementOf(votes(1, 2, 0)).direction).toBe('NEUTRAL');
  });
});
