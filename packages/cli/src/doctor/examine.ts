/** Everything the doctor looks at, in the order in which a fault explains the next. */
import { existsSync } from 'node:fs';
import { listSeries } from '@tradewind/contract/doors/market-data.ts';
import { type Config, ConfigError, loadConfig, settingNames, settings } from '@tradewind/server/process.ts';
import { readAll } from '../desk/read-all.ts';
import { tell } from '../refusal.ts';
import type { Environment, Shell } from '../shell.ts';
import { databasesAreWhole, directoryIsWritable, holderOf, holding } from './data-directory.ts';
import { type Finding, fault, ok, warning } from './finding.ts';
import { flushTime, freeSpace, nodeVersion, portIsFree } from './machine.ts';

export async function examine(shell: Pick<Shell, 'environment' | 'withDesk'>): Promise<Finding[]> {
  const findings = [nodeVersion(process.version)];
  const config = settingsOf(shell.environment(), findings);
  if (!config) return findings;
  findings.push(...inForce(config));
  const directory = directoryIsWritable(config.dataDir);
  findings.push(directory);
  const isThere = existsSync(config.dataDir) && directory.state === 'ok';
  const holder = isThere ? holderOf(config.dataDir) : null;
  if (isThere) {
    findings.push(holding(holder), freeSpace(config.dataDir), flushTime(config.dataDir));
    findings.push(...databasesAreWhole(config.dataDir));
  }
  // Our own server holds its port: that is as it should be.
  if (holder === null) findings.push(await portIsFree(config.host, config.port));
  if (isThere && findings.every(({ state }) => state !== 'fault')) findings.push(...(await storedSeries(shell)));
  return findings;
}

function settingsOf(env: Environment, findings: Finding[]): Config | null {
  try {
    const config = loadConfig(env);
    findings.push(...config.warnings.map((text) => warning('Settings', text)));
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const said = error.faults.map(({ setting, expected, found }) => `${setting}: expected ${expected}; found ${found}`);
    findings.push(...said.map((text) => fault('Settings', text)));
    return null;
  }
}

/** Secrets hide themselves in JSON. */
const inForce = (config: Config): Finding[] =>
  settingNames.map((name) => ok(settings[name].variable, JSON.stringify(config[name])));

async function storedSeries(shell: Pick<Shell, 'withDesk'>): Promise<Finding[]> {
  try {
    const series = await shell.withDesk((desk) =>
      readAll(async (query) => {
        const { data } = await desk.call(listSeries, { query });
        return { items: data.series, total: data.total };
      }),
    );
    if (series.length === 0) return [ok('Series', 'none stored')];
    const bySource = Map.groupBy(series, ({ source }) => source);
    return [...bySource].map(([source, of]) => {
      const names = of.map(({ symbol, timeframe }) => `${symbol} ${timeframe}`);
      return ok('Series', `${source}: ${names.join(', ')}`);
    });
  } catch (error) {
    const { code } = error as { code?: string };
    const [said] = tell(error, false).lines;
    return [code === 'unauthenticated' ? warning('Series', said) : fault('Series', said)];
  }
}
