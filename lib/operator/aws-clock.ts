import type { HttpHandler, HttpHandlerExtensionConfiguration } from '@smithy/core/protocols';
import type { Clock } from '../aws/sdk/clock';

/** A response says its second only, and takes a while: a clock that differs by less is right. */
const TOLERANCE_MS = 5_000;

/**
 * The time that AWS has, by the header `Date` of its responses: that of this machine until one has come. A window that was
 * computed by a clock that is wrong would miss events; and a sandbox has a time of its own.
 */
export class AwsClock implements Clock {
  #aheadMs = 0;

  constructor(private readonly machine: Clock) {}

  now(): Date {
    return new Date(this.machine.now().getTime() + this.#aheadMs);
  }

  /** Sleeps in the time of this machine. */
  sleep(ms: number): Promise<void> {
    return this.machine.sleep(ms);
  }

  /** Takes the time of a response, if that is a time. */
  hear(date: string | undefined): void {
    const differenceMs = Date.parse(date ?? '') - this.now().getTime();
    if (Math.abs(differenceMs) > TOLERANCE_MS) this.#aheadMs += differenceMs;
  }

  /** An extension of SDK clients, which hears every response. */
  readonly extension = {
    configure: (client: HttpHandlerExtensionConfiguration): void => {
      client.setHttpHandler(this.#hearing(client.httpHandler()));
    },
  };

  #hearing(handler: HttpHandler): HttpHandler {
    return {
      ...(handler.metadata ? { metadata: handler.metadata } : {}),
      handle: async (request, options) => {
        const output = await handler.handle(request, options);
        this.hear(output.response.headers['date']);
        return output;
      },
      destroy: () => handler.destroy?.(),
      updateHttpClientConfig: (key, value) => {
        handler.updateHttpClientConfig(key, value);
      },
      httpHandlerConfigs: () => handler.httpHandlerConfigs(),
    };
  }
}
