/** Where log lines and metrics go. A message begins with a phrase that can be searched for; its facts are fields. */
export interface Telemetry {
  info(message: string, fields: Readonly<Record<string, unknown>>): void;
  error(message: string, fields: Readonly<Record<string, unknown>>): void;
  /** Adds to a CloudWatch metric. */
  count(metric: string, value: number): void;
}
