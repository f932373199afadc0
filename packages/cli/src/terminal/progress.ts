/** A bar on standard error while a person waits; nothing where nobody is watching. */
import type { Terminal } from './terminal.ts';

export interface Progress {
  show(done: number, total: number, note: string): void;
  /** Leaves no trace. */
  end(): void;
}

const silent: Progress = { show: () => undefined, end: () => undefined };

export async function openProgress({ isWatched, width }: Terminal, subject: string): Promise<Progress> {
  if (!isWatched) return silent;
  const { SingleBar } = (await import('cli-progress')).default;
  const bar = new SingleBar({
    format: `${subject} {bar} {percentage} %  {note}`,
    barsize: Math.max(10, Math.min(40, width - subject.length - 36)),
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    gracefulExit: false,
  });
  bar.start(1, 0, { note: '' });
  return {
    show: (done, total, note) => {
      bar.setTotal(Math.max(1, total));
      bar.update(done, { note });
    },
    end: () => bar.stop(),
  };
}
