import type { Io } from './io';

const SILENT_MS = 1000;
const CLEAR_LINE = '\r\u001b[2K';

/** Says on standard error what a command does where that takes more than a second. A terminal has it on one line, which goes away. */
export class Progress {
  constructor(private readonly io: Pick<Io, 'stderr' | 'after'>) {}

  /** Does the work. It may name what it does now, such as `reading 12 of 40 accounts`. */
  async during<T>(text: string, work: (now: (text: string) => void) => Promise<T>): Promise<T> {
    const { stderr, after } = this.io;
    const line = { text, isShown: false };
    const show = (): void => {
      line.isShown = true;
      stderr.write(stderr.isTTY ? `${CLEAR_LINE}… ${line.text}` : `… ${line.text}\n`);
    };
    const cancel = after(SILENT_MS, show);
    try {
      return await work((now) => {
        line.text = now;
        if (line.isShown && stderr.isTTY) show();
      });
    } finally {
      cancel();
      if (line.isShown && stderr.isTTY) stderr.write(CLEAR_LINE);
    }
  }
}
