/** Every door of the platform, by id. Each subject's doors stand in doors/<subject>.ts. */
import { apiDoors } from './doors/api.ts';
import { authDoors } from './doors/auth.ts';
import { backtestDoors } from './doors/backtest.ts';
import { healthDoors } from './doors/health.ts';
import { jobDoors } from './doors/jobs.ts';
import { marketDataDoors } from './doors/market-data.ts';
import { marketDataImportDoors } from './doors/market-data-import.ts';
import { portfolioBacktestDoors } from './doors/portfolio-backtest.ts';
import { signalDoors } from './doors/signals.ts';
import { strategyDoors } from './doors/strategies.ts';

export const doors = {
  ...healthDoors,
  ...marketDataDoors,
  ...marketDataImportDoors,
  ...backtestDoors,
  ...portfolioBacktestDoors,
  ...strategyDoors,
  ...signalDoors,
  ...jobDoors,
  ...apiDoors,
  ...authDoors,
};
