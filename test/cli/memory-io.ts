import type { Clock } from '../../lib/aws/sdk/clock';
import type { Io } from '../../cli/io';

/** What a command has written. */
export interface MemoryIo extends Io {
  readonly written: { stdout: string; stderr: string };
  /** Lets the time pass for which something is to be done `after`. */
  pass(): void;
}

/** An outside in memory. By default it is no terminal, and nobody answers. */
export function memoryIo(
  options: Partial<Pick<Io, 'env' | 'ask' | 'aws'>> & {
    readonly columns?: number;
    readonly clock?: Clock;
  } = {},
): MemoryIo {
  const { columns, env = {}, ask, aws, clock = { now: () => new Date(0), sleep: () => Promise.resolve() } } = options;
  const written = { stdout: '', stderr: '' };
  const terminal = (stream: 'stdout' | 'stderr') => ({
    ...{ isTTY: columns !== undefined, columns },
    write: (text: string) => void (written[stream] += text),
  });
  const due = new Set<() => void>();
  return {
    ...{ written, env, clock, stdout: terminal('stdout'), stderr: terminal('stderr') },
    ...(ask ? { ask } : {}),
    ...(aws ? { aws } : {}),
    after(_ms, then) {
      due.add(then);
      return () => void due.delete(then);
    },
    pass() {
      for (const then of due) then();
      due.clear();
    },
  };
}
