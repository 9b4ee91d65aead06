/**
 * The current time, and waiting. Lambda passes the real clock; tests pass a virtual one, so that an hour takes
 * milliseconds. Code in lib and handlers calls neither Date.now nor setTimeout.
 */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}
