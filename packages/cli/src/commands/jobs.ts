/** `tradewind jobs …`: long work, how far it is, and how to stop it. */
import { cancelJob, jobStatusSchema, listJobs, readJob, type WireJob } from '@tradewind/contract/doors/jobs.ts';
import { type Command, Option } from 'commander';
import type { Shell } from '../shell.ts';
import { absent, moment, percent } from '../terminal/figures.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { wholeNumber } from './options.ts';

export function defineJobs(command: Command, shell: Shell): void {
  const { terminal } = shell;
  command
    .command('list')
    .description('List jobs, newest first')
    .addOption(new Option('--status <status>', 'only those').choices(jobStatusSchema.options))
    .option('--limit <jobs>', 'at most so many', wholeNumber, 20)
    .option('--json', 'print what the API answers')
    .addHelpText('after', '\nExample:\n  $ tradewind jobs list --status running')
    .action(({ status, limit, json }: { status?: WireJob['status']; limit: number; json?: true }) =>
      shell.withDesk(async (desk) => {
        const { data } = await desk.call(listJobs, { query: { status, limit } });
        terminal.print(json ? JSON.stringify(data, null, 2) : listed(terminal, data.jobs));
      }),
    );
  for (const [name, door, description] of [
    ['show', readJob, 'Show one job'],
    ['cancel', cancelJob, 'Stop a job gracefully; what it has so far is kept'],
  ] as const) {
    command
      .command(name)
      .description(description)
      .argument('<id>', 'of the job, as `tradewind jobs list` prints it')
      .option('--json', 'print what the API answers')
      .addHelpText('after', `\nExample:\n  $ tradewind jobs ${name} 3f0c2a3e-…`)
      .action((id: string, { json }: { json?: true }) =>
        shell.withDesk(async (desk) => {
          const { data } = await desk.call(door, { params: { job_id: id } });
          terminal.print(json ? JSON.stringify(data, null, 2) : shown(terminal, data));
        }),
      );
  }
}

function listed(terminal: Terminal, jobs: readonly WireJob[]): string {
  if (jobs.length === 0) return 'No jobs.';
  const rows = jobs.map((job) => [job.job_id, job.kind, job.status, progressOf(job), moment(job.created_at)]);
  return table(
    terminal,
    ['Job', 'Kind', 'Status', 'Progress', 'Asked for'].map((head) => ({ head })),
    rows,
  );
}

function shown(terminal: Terminal, job: WireJob): string {
  const rows = [
    ['Job', job.job_id],
    ['Kind', job.kind],
    ['Status', job.status],
    ['Progress', progressOf(job)],
    ['Attempt', String(job.attempt)],
    ['Asked for', job.created_at],
    ['Started', job.started_at ?? absent],
    ['Ended', job.finished_at ?? absent],
    ...(job.error === null ? [] : [['Failed because', job.error.detail]]),
    ...(job.result === null ? [] : [['Result', JSON.stringify(job.result)]]),
  ];
  return table(terminal, [{ head: '' }, { head: '', wraps: true }], rows);
}

function progressOf({ status, progress, eta_seconds: eta }: WireJob): string {
  if (status !== 'running' || progress === null || progress.total === 0) return absent;
  const left = eta === null ? '' : `, ${Math.ceil(eta)} s left`;
  return `${percent(progress.done / progress.total)}${left}`;
}
