/** `tradewind portfolio <strategy[=weight]…>`: several strategies on one account, and where its money came from. */
import type { CallInput, ClientAnswer } from '@tradewind/contract/client.ts';
import type { DoorAnswer } from '@tradewind/contract/door.ts';
import { readPortfolioRun, runPortfolioBacktest } from '@tradewind/contract/doors/portfolio-backtest.ts';
import type { Command } from 'commander';
import { whileWatched } from '../desk/await-job.ts';
import type { Desk } from '../desk/desk.ts';
import { UsageError } from '../refusal.ts';
import type { Shell } from '../shell.ts';
import { portfolioReport } from '../terminal/portfolio-report.ts';
import { openProgress, type Progress } from '../terminal/progress.ts';
import { given, list } from './options.ts';
import { addRunOptions, type RunOptions, runOrder } from './run-options.ts';

type Order = CallInput<typeof runPortfolioBacktest>['body'];

interface PortfolioOptions extends RunOptions {
  readonly symbols?: string[];
  readonly json?: true;
}

export function definePortfolio(command: Command, shell: Shell): void {
  command
    .argument('<strategy[=weight]...>', 'as momentum=0.6 mean-reversion=0.4; without weights in equal parts')
    .option('--symbol, --symbols <symbols>', "instruments of all of them (default: each strategy's own)", list);
  addRunOptions(command)
    .optionsGroup('Output:')
    .option('--json', "print the result as the API's POST /backtest/portfolio gives it")
    .addHelpText('after', '\nExample:\n  $ tradewind portfolio momentum=0.6 mean-reversion=0.4 --from 2020-01-01')
    .action((sleeves: string[], options: PortfolioOptions) => {
      const body = { ...runOrder(options), ...given({ symbols: options.symbols }), ...weighted(sleeves) };
      return shell.withDesk(async (desk) => {
        const { terminal } = shell;
        const { data, meta } = await awaitPortfolio(desk, body, await openProgress(terminal, 'portfolio'));
        terminal.print(options.json ? JSON.stringify(data, null, 2) : portfolioReport(terminal, data, meta));
      });
    });
}

/** `momentum=0.6`; all have a weight or none has. */
function weighted(sleeves: readonly string[]): Pick<Order, 'strategy_ids' | 'weights'> {
  const pairs = sleeves.map((sleeve) => sleeve.split('='));
  const ids = pairs.map(([id]) => id);
  if (pairs.every(({ length }) => length === 1)) return { strategy_ids: ids };
  const weights = pairs.map(([id, text, ...rest], i) => {
    const weight = Number(text);
    if (text && rest.length === 0 && Number.isFinite(weight)) return [id, weight] as const;
    throw new UsageError(`Expected strategy=weight for every strategy or for none, found "${sleeves[i]}".`);
  });
  return { strategy_ids: ids, weights: Object.fromEntries(weights) };
}

function awaitPortfolio(
  desk: Desk,
  body: Order,
  progress: Progress,
): Promise<ClientAnswer<DoorAnswer<typeof readPortfolioRun>>> {
  return whileWatched(desk, progress, async (untilEnded) => {
    const accepted = await desk.call(runPortfolioBacktest, { body });
    const { job_id: jobId, run_id: runId, result } = accepted.data;
    if (result) return { ...accepted, data: result };
    await untilEnded(jobId);
    return desk.call(readPortfolioRun, { params: { run_id: runId } });
  });
}
