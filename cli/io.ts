import { createInterface } from 'node:readline/promises';
import type { Clock } from '../lib/aws/sdk/clock';
import type { Transport } from '../lib/operator/connection';

/** Where a command writes. */
export interface Terminal {
  readonly isTTY: boolean;
  /** The width; undefined where there is none. */
  readonly columns: number | undefined;
  write(text: string): void;
}

/** Everything through which a command meets the outside. Tests run commands in their own process with another one. */
export interface Io {
  readonly stdout: Terminal;
  readonly stderr: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Runs `then` after a time, unless the function that it returns is called before. */
  after(ms: number, then: () => void): () => void;
  /** Asks a person. Undefined where nobody can answer. */
  readonly ask?: (question: string) => Promise<string>;
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

/** The process, its terminal, and real time. */
export const processIo = (): Io => ({
  stdout: terminal(process.stdout),
  stderr: terminal(process.stderr),
  env: process.env,
  clock: {
    now: () => new Date(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  },
  after(ms, then) {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
  ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
});
