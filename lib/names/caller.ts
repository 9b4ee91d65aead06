/** Who made a call, as CloudTrail records it: an ARN, or the service that made it for somebody. */
export interface Caller {
  /** The name of the operation, such as `DeleteRoute`. */
  readonly call: string;
  /** `arn:aws:sts::100000000004:assumed-role/Admin/alice`, or `autoscaling.amazonaws.com`. */
  readonly principal: string;
}

/** `DeleteRoute by assumed-role/Admin/alice (100000000004)`. */
export function callerText({ call, principal }: Caller): string {
  const [, accountId, name] = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):(.+)$/.exec(principal) ?? [];
  return `${call} by ${name === undefined ? principal : `${name} (${accountId})`}`;
}
