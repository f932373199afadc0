/** What a strategy may see of its sub-account: read only (decision 12). */
export interface PortfolioView {
  /** Base currency. */
  readonly equity: number;
  readonly cash: number;
  /** Units, signed; 0 when flat. */
  quantity(slot: number): number;
  /** Average price of the open position; NaN when flat. */
  averagePrice(slot: number): number;
}
