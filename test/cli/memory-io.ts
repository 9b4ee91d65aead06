import { readFile, writeFile } from 'node:fs/promises';
import type { Clock } from '../../lib/aws/sdk/clock';
import type { Io, Prompt } from '../../cli/io';

/** What a command has written. */
export interface MemoryIo extends Io {
  readonly written: { stdout: string; stderr: string };
  /** The programs of Node that it has run, and what they got in the environment besides. */
  readonly programs: { readonly args: readonly string[]; readonly env: Readonly<Record<string, string>> }[];
  /** Lets the time pass for which something is to be done `after`. */
  pass(): void;
}

/** An outside in memory. By default it is no terminal, and nobody answers. */
export function memoryIo(
  options: Partial<Pick<Io, 'env' | 'ask' | 'aws'>> & {
    /** Answers questions for texts. */
    readonly prompt?: (prompt: Prompt) => Promise<string>;
    /** The exit code of a program that it runs. */
    readonly exitCode?: (args: readonly string[]) => number;
    readonly columns?: number;
    readonly clock?: Clock;
  } = {},
): MemoryIo {
  const { exitCode = () => 0 } = options;
  const {
    columns,
    env = {},
    ask,
    prompt,
    aws,
    clock = { now: () => new Date(0), sleep: () => Promise.resolve() },
  } = options;
  const written = { stdout: '', stderr: '' };
  const terminal = (stream: 'stdout' | 'stderr') => ({
    ...{ isTTY: columns !== undefined, columns },
    write: (text: string) => void (written[stream] += text),
  });
  const files: Io['files'] = {
    read: (file) => readFile(file, 'utf8'),
    create: (file, text) => writeFile(file, text),
  };
  const programs: MemoryIo['programs'] = [];
  const due = new Set<() => void>();
  return {
    ...{ written, files, programs, env, clock, stdout: terminal('stdout'), stderr: terminal('stderr') },
    ...(ask ? { ask } : {}),
    ...(prompt ? { prompt } : {}),
    ...(aws ? { aws } : {}),
    node(args, more = {}) {
      programs.push({ args, env: more });
      return Promise.resolve(exitCode(args));
    },
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
