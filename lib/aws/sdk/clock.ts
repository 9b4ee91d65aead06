/**
 * Time as the code sees it. Lambda passes the real clock; the twin passes a virtual one, so that a test of an hour
 * takes milliseconds. Nothing in lib or handlers may call Date.now or setTimeout.
 */
export interface Clock {
  now(): Date;
  sleep(ms: number): Promise<void>;
}
