import { z } from 'zod';
import { identifier } from '../wire.ts';

/** A backtest's result was stored. Figures that do not exist (no trades, no variance) are null. */
export const backtestCompleted = z
  .object({
    run_id: identifier,
    job_id: identifier,
    strategy_id: identifier,
    symbols: z.array(z.string()),
    sharpe: z.number().nullable(),
    annual_return: z.number().nullable(),
    max_drawdown: z.number().nullable(),
    total_trades: z.int().min(0),
    source: z.string(),
  })
  .meta({ id: 'BacktestCompleted', description: 'A backtest’s result was stored' });
