import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Clock } from '../lib/aws/sdk/clock';
import type { Transport } from '../lib/operator/connection';
import { OperatorError } from '../lib/operator/operator-error';

/** A question for a text. */
export interface Prompt {
  readonly question: string;
  /** The answer of a person who only presses the key Enter. */
  readonly initial: string;
  /** What is wrong with an answer. */
  readonly check: (answer: string) => string | undefined;
}

/** Where a command writes. */
export interface Terminal {
  readonly isTTY: boolean;
  /** The width; undefined where there is none. */
  readonly columns: number | undefined;
  write(text: string): void;
}

/** Files that commands read and write. */
interface Files {
  /** @throws OperatorError for one that cannot be read */
  read(file: string): Promise<string>;
  /**
   * Writes a file.
   * @throws OperatorError for one that exists, unless it may be overwritten
   */
  create(file: string, text: string, overwrite: boolean): Promise<void>;
}

const FILES: Files = {
  read: (file) =>
    readFile(file, 'utf8').catch((error: unknown) => {
      throw new OperatorError(
        { found: `no ${file} that can be read`, expected: 'a file', next: 'look at its name' },
        { cause: error },
      );
    }),
  async create(file, text, overwrite) {
    await writeFile(file, text, { flag: overwrite ? 'w' : 'wx' }).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      throw new OperatorError({
        found: `a file ${file}`,
        expected: 'none',
        next: 'name another file with --config, or overwrite it with --force',
      });
    });
  },
};

/** Everything through which a command meets the outside. Tests run commands in their own process with another one. */
export interface Io {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Runs `then` after a time, unless the function that it returns is called before. */
  after(ms: number, then: () => void): () => void;
  readonly files: Files;
  /** Asks a person. Undefined where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Asks a person for a text, again until it is right. Undefined where nobody can answer. */
  readonly prompt?: (prompt: Prompt) => Promise<string>;
  /** Runs a program of Node on this terminal, with more variables of the environment. Returns its exit code. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<number>;
  /** How clients reach AWS, and as whom; absent: over the network, by the SDK's chain of credentials. */
  readonly aws?: Transport;
}

/** A stream as a terminal. Output that nobody reads any more (`| head`) ends the command without an error. */
function terminal(stream: NodeJS.WriteStream): Terminal {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  return {
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    write: (text) => void stream.write(text),
  };
}

async function ask(question: string): Promise<string> {
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await prompt.question(question);
  } finally {
    prompt.close();
  }
}

async function prompt({ question, initial, check }: Prompt): Promise<string> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({
    message: question,
    initialValue: initial,
    validate: (given) => check(given ?? ''),
    output: process.stderr,
  });
  if (isCancel(answer))
    throw new OperatorError({
      found: 'no answer',
      expected: 'one',
      next: 'nothing was written; run the command again',
    });
  return answer;
}

/** The child has the terminal, and ends by the signals that this process receives. */
function node(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...args], { stdio: 'inherit', env: { ...process.env, ...env } });
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    for (const signal of signals) process.on(signal, forward);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      for (const each of signals) process.off(each, forward);
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** The process, its terminal, and real time. */
export const processIo = (): Io => ({
  stdout: terminal(process.stdout),
  stderr: terminal(process.stderr),
  env: process.env,
  clock: {
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  files: FILES,
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  node,
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask, prompt } : {}),
});
