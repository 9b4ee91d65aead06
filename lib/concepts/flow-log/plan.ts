import { logBucketArn } from '../../landing-zone';
import { by } from '../../names';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import { refused, type ChangeBase, type Refused } from '../../reconcile/outcome';

/** Empty for a transit gateway: EC2 logs all of its traffic. */
type Traffic = 'ALL' | 'ACCEPT' | 'REJECT' | '';

export interface FlowLog {
  readonly id: string;
  readonly traffic: string;
  /** The hub's bucket, with or without a prefix. */
  readonly destination: string;
  readonly aggregationSeconds: number;
  /** The fields of its format: `srcaddr`, `dstaddr` … */
  readonly fields: readonly string[];
  /** Text files under AWS's usual keys: neither Parquet, nor Hive-compatible or hourly prefixes. */
  readonly plainText: boolean;
  /** It is active, and its last delivery did not fail. */
  readonly delivers: boolean;
  readonly ours: boolean;
}

export interface Desired {
  readonly logged: boolean;
  readonly bucketArn: string;
  readonly traffic: Traffic;
  readonly aggregationSeconds: 60 | 600;
  readonly fields: readonly string[];
}

export interface Actual {
  /** A VPC, or the hub's transit gateway. */
  readonly resourceId: string;
  /** Its flow logs that deliver to the hub's bucket. */
  readonly logs: readonly FlowLog[];
}

export type Change = ChangeBase &
  (
    | Readonly<{ verb: 'create'; bucketArn: string; traffic: Traffic; aggregationSeconds: 60 | 600 }>
    | Readonly<{ verb: 'delete'; flowLogId: string }>
  );

/**
 * The format of a flow log that is created without one (VPC User Guide, flow log records, "Default format"). Ours are; the
 * format of a transit gateway's flow logs is another, and only the hub's operators can create them.
 */
export const DEFAULT_FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

export const fieldsOf = (format: string): readonly string[] =>
  [...format.matchAll(/\$\{([^}]*)\}/g)].map(([, field = '']) => field);

/** For a transit gateway EC2 aggregates over one minute and accepts no traffic type (Transit Gateway guide, flow logs). */
const GATEWAY_SETTINGS = { traffic: '', aggregationSeconds: 60 } as const;

export const isGateway = (resourceId: string): boolean => resourceId.startsWith('tgw-');

export function desire({ key, intent }: Target, { landingZone }: PlanInputs): Desired {
  const { traffic, aggregationSeconds } = isGateway(key) ? GATEWAY_SETTINGS : landingZone.logs.flow;
  const fields = isGateway(key) ? [] : fieldsOf(DEFAULT_FORMAT);
  return { logged: intent === 'join', bucketArn: logBucketArn(landingZone), traffic, aggregationSeconds, fields };
}

/** Traffic types that together log what one type does. */
const INSTEAD_OF: Readonly<Record<Traffic, readonly Traffic[]>> = {
  ALL: ['ACCEPT', 'REJECT'],
  ACCEPT: ['ALL'],
  REJECT: ['ALL'],
  '': [],
};

/**
 * | flow log to the hub's bucket, of the traffic type or of ALL     | ours                     | not ours |
 * |-----------------------------------------------------------------|--------------------------|----------|
 * | does the whole job                                              | kept, others are deleted | adopted  |
 * | lacks a field, has a prefix or another interval, fails to deliver | deleted and created      | ours is created beside it |
 *
 * A flow log cannot be changed: the right one is created, then obsolete ones of ours are deleted. EC2 accepts no second flow
 * log of the same traffic type to the same destination (FlowLogAlreadyExists). One of ours that is in the way is deleted
 * first. Where one is in the way that is not ours, other traffic types do the same job, ACCEPT and REJECT for ALL; where
 * those are taken too, a person must delete them.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Refused {
  const { resourceId: key } = actual;
  const logs = [...actual.logs].sort(by(({ id }) => id));
  const inSlot = (traffic: Traffic) => (log: FlowLog) =>
    log.traffic === traffic && log.destination === desired.bucketArn;
  const right = (traffic: Traffic): FlowLog | undefined => {
    const fit = logs.filter((log) => [traffic, 'ALL'].includes(log.traffic) && doesTheJob(desired, log));
    return fit.find((log) => log.ours && log.traffic === traffic) ?? fit.find((log) => !log.ours);
  };
  const blocking = (traffic: Traffic) => logs.filter((log) => !log.ours && inSlot(traffic)(log));
  const possible = (traffics: readonly Traffic[]): boolean =>
    traffics.every((traffic) => right(traffic) !== undefined || blocking(traffic).length === 0);

  const choices = [[desired.traffic], INSTEAD_OF[desired.traffic]].filter(({ length }) => length > 0);
  const chosen = desired.logged ? choices.find(possible) : [];
  if (chosen === undefined) {
    const taken = [...new Set(choices.flat().flatMap(blocking))].map(({ id }) => id);
    return refused(
      'flow-log-in-the-way',
      `${taken.join(', ')} of ${key} deliver to the hub's bucket without all that its flow log must have (default fields, text files, an interval of at most ${desired.aggregationSeconds} seconds), and EC2 accepts no second one; delete them`,
    );
  }
  const kept = new Set(chosen.flatMap((traffic) => right(traffic) ?? []));
  const missing = chosen.filter((traffic) => right(traffic) === undefined);
  const obsolete = logs.filter((log) => log.ours && !kept.has(log));
  const inTheWay = obsolete.filter((log) => missing.some((traffic) => inSlot(traffic)(log)));
  return [
    ...inTheWay.map((log) => remove(key, log)),
    ...missing.map((traffic) => create(key, desired, traffic)),
    ...obsolete.filter((log) => !inTheWay.includes(log)).map((log) => remove(key, log)),
  ];
}

/** Whether the flow log does all that ours would. The interval of ours is the configured one. */
const doesTheJob = (desired: Desired, log: FlowLog): boolean =>
  log.destination === desired.bucketArn &&
  log.plainText &&
  desired.fields.every((field) => log.fields.includes(field)) &&
  (log.ours
    ? log.aggregationSeconds === desired.aggregationSeconds
    : log.aggregationSeconds <= desired.aggregationSeconds && log.delivers);

const create = (key: string, { bucketArn, aggregationSeconds }: Desired, traffic: Traffic): Change => ({
  verb: 'create',
  key,
  bucketArn,
  traffic,
  aggregationSeconds,
  because: `${key} has no flow log to the hub's bucket`,
});

const remove = (key: string, { id }: FlowLog): Change => ({
  verb: 'delete',
  key,
  flowLogId: id,
  because: `${id} of ${key} is obsolete`,
});
