import { Logger } from '@aws-lambda-powertools/logger';
import type { LogItem } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { cleanText } from '../lib/names';

/** Takes one line. When absent, Powertools writes to standard output, which Lambda reads. */
export type Sink = ((line: string) => void) | undefined;

/** A logger whose lines go to a sink, because tests run many functions in one process. */
export class SinkLogger extends Logger {
  readonly #sink: Sink;

  constructor(serviceName: string, sink: Sink) {
    super({ serviceName, logLevel: 'INFO' });
    this.#sink = sink;
  }

  /** Cleans every text of a line: fields may repeat what people in spokes wrote. A stack keeps its lines. */
  protected override getJsonReplacer(): (key: string, value: unknown) => unknown {
    const replace: (this: unknown, key: string, value: unknown) => unknown = super.getJsonReplacer();
    return function (this: unknown, key, value) {
      const replaced = replace.call(this, key, value);
      if (typeof replaced !== 'string') return replaced;
      return key === 'stack'
        ? replaced
            .split('\n')
            .map((line) => cleanText(line))
            .join('\n')
        : cleanText(replaced);
    };
  }

  protected override printLog(level: number, item: LogItem): void {
    if (this.#sink) this.#sink(JSON.stringify(item.getAttributes(), this.getJsonReplacer()));
    else super.printLog(level, item);
  }
}

/** Metrics whose records go to a sink. */
export class SinkMetrics extends Metrics {
  readonly #sink: Sink;

  constructor(serviceName: string, sink: Sink) {
    super({ namespace: 'Wheelwright', serviceName });
    this.#sink = sink;
  }

  override publishStoredMetrics(): this {
    if (!this.#sink) return super.publishStoredMetrics();
    if (this.hasStoredMetrics()) this.#sink(JSON.stringify(this.serializeMetrics()));
    this.clearMetrics();
    this.clearDimensions();
    this.clearMetadata();
    return this;
  }
}
