/** What is traded: its grid, its money, its book. */
export const assetClasses = ['equity', 'etf', 'fx', 'crypto', 'crypto_perpetual', 'future', 'index', 'rate'] as const;
export type AssetClass = (typeof assetClasses)[number];

/**
 * How a position enters equity (decision 16). `cash`: bought outright, equity holds qty·mark. `margined`: equity holds
 * only the gain since the last settlement, qty·(mark − settle)·multiplier.
 */
export type Book = 'cash' | 'margined';

/** Money that must be there to open (`initial`) and to keep (`maintenance`) a position. */
export interface Margin {
  /** `notional`: both are fractions of quantity · price · multiplier; `unit`: money per unit, as futures quote it. */
  readonly per: 'notional' | 'unit';
  readonly initial: number;
  readonly maintenance: number;
}

export interface Instrument {
  readonly symbol: string;
  readonly assetClass: AssetClass;
  /** Quote currency, ISO 4217 or a crypto code. */
  readonly currency: string;
  /** Smallest price step; 0 = prices are taken as they are. */
  readonly tick: number;
  /** Smallest quantity step; 0 = any fraction. */
  readonly lot: number;
  /** Money per point per unit: 1 for shares, 20 for NQ, 100000 for a standard FX lot quoted per unit. */
  readonly multiplier: number;
  readonly book: Book;
  /** Null: an account with leverage L asks notional / L to open, and nothing to keep but equity above zero. */
  readonly margin: Margin | null;
  /** What borrowing it to sell it short costs, basis points of the notional a year. */
  readonly borrowBps: number;
  /** What one unit is, where that is money: EUR for EURUSD. Its marks are then the rate between the two currencies. */
  readonly unitCurrency: string | null;
}

/** An instrument with the field's usual values where none are given. */
export function instrument(given: Partial<Instrument> & Pick<Instrument, 'symbol'>): Instrument {
  const assetClass = given.assetClass ?? 'equity';
  return {
    symbol: given.symbol,
    assetClass,
    currency: given.currency ?? 'USD',
    tick: given.tick ?? 0,
    lot: given.lot ?? 0,
    multiplier: given.multiplier ?? 1,
    book: given.book ?? (assetClass === 'future' || assetClass === 'crypto_perpetual' ? 'margined' : 'cash'),
    margin: given.margin ?? null,
    borrowBps: given.borrowBps ?? 0,
    unitCurrency: given.unitCurrency ?? null,
  };
}

/** Nearest price on the instrument's grid. */
export function snapToTick(price: number, tick: number): number {
  if (tick <= 0) return price;
  // Dividing by the inverse keeps decimal ticks exact: 17 * 0.01 is not 0.17, 17 / 100 is.
  const inverse = Math.round(1 / tick);
  return Math.abs(inverse * tick - 1) < 1e-9 ? Math.round(price * inverse) / inverse : Math.round(price / tick) * tick;
}

/**
 * Largest quantity on the lot grid that is not above `quantity` (quantity ≥ 0). What lies below a lot by less than one part
 * in 10^12 is rounding: 0.3 / 0.1 is 2.9999999999999996, and three lots.
 */
export function floorToLot(quantity: number, lot: number): number {
  if (lot <= 0) return quantity;
  const lots = Math.floor((quantity / lot) * (1 + 1e-12));
  const inverse = Math.round(1 / lot);
  return lot < 1 && Math.abs(inverse * lot - 1) < 1e-9 ? lots / inverse : lots * lot;
}
