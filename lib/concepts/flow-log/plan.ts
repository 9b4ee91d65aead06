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
  /** Why it delivers nothing, in AWS's words; absent where it is active and its last delivery did not fail. */
  readonly fails?: string;
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
  /** The VPC has an attachment to the hub's transit gateway. */
  readonly attached: boolean;
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
 * | lacks a field, has a prefix or another interval                 | deleted and created      | ours is created beside it |
 * | fails to deliver                                                | kept, and refused        | ours is created beside it |
 *
 * A flow log cannot be changed: the right one is created, then obsolete ones of ours are deleted. EC2 accepts no second flow
 * log of the same traffic type to the same destination (FlowLogAlreadyExists). One of ours that is in the way is deleted
 * first. Where one is in the way that is not ours, other traffic types do the same job, ACCEPT and REJECT for ALL; where
 * those are taken too, a person must delete them. One of ours that fails is not created again: a new one would fail as it
 * does, and AWS goes on trying to deliver. No path is opened meanwhile, and one that is open is kept in order.
 */
export function diff({ desired, actual }: Sides): readonly Change[] | Refused<Change> {
  const { resourceId: key } = actual;
  const logs = [...actual.logs].sort(by(({ id }) => id));
  const inSlot = (traffic: Traffic) => (log: FlowLog) =>
    log.traffic === traffic && log.destination === desired.bucketArn;
  const right = (traffic: Traffic): FlowLog | undefined => {
    const fit = logs.filter((log) => [traffic, 'ALL'].includes(log.traffic) && doesTheJob(desired, log));
    const ours = fit.filter((log) => log.ours && log.traffic === traffic);
    return ours.find(({ fails }) => fails === undefined) ?? fit.find((log) => !log.ours) ?? ours[0];
  };
  const blocking = (traffic: Traffic) => logs.filter((log) => !log.ours && inSlot(traffic)(log));
  const possible = (traffics: readonly Traffic[]): boolean =>
    traffics.every((traffic) => right(traffic) !== undefined || blocking(traffic).length === 0);

  const choices = [[desired.traffic], INSTEAD_OF[desired.traffic]].filter(({ length }) => length > 0);
  const chosen = desired.logged ? choices.find(possible) : [];
  if (chosen === undefined) {
    const taken = [...new Set(choices.flat().flatMap(blocking))].map(textOf);
    return refused(
      'flow-log-in-the-way',
      `${taken.join(', ')} of ${key} deliver to the hub's bucket without all that its flow log must have (default fields, text files, an interval of at most ${desired.aggregationSeconds} seconds), and EC2 accepts no second one; delete them`,
    );
  }
  const kept = new Set(chosen.flatMap((traffic) => right(traffic) ?? []));
  const missing = chosen.filter((traffic) => right(traffic) === undefined);
  const obsolete = logs.filter((log) => log.ours && !kept.has(log));
  const inTheWay = obsolete.filter((log) => missing.some((traffic) => inSlot(traffic)(log)));
  const changes = [
    ...inTheWay.map((log) => remove(key, log)),
    ...missing.map((traffic) => create(key, desired, traffic)),
    ...obsolete.filter((log) => !inTheWay.includes(log)).map((log) => remove(key, log)),
  ];
  const failing = [...kept].filter(({ fails }) => fails !== undefined);
  if (failing.length === 0) return changes;
  const because = `no flow logs of ${key} are delivered to the hub's bucket: ${failing.map(textOf).join(', ')}`;
  return { ...refused('flow-log-fails', because), changes, ...(actual.attached ? { othersGoOn: true } : {}) };
}

interface Sides {
  readonly desired: Desired;
  readonly actual: Actual;
}

/** AWS's reason is the same for many accounts; it names no resource (EC2 API reference, `DeliverLogsErrorMessage`). */
const textOf = ({ id, fails }: FlowLog): string => (fails === undefined ? id : `${id} (${fails})`);

/** Whether the flow log does all that ours would. The interval of ours is the configured one. */
const doesTheJob = (desired: Desired, log: FlowLog): boolean =>
  log.destination === desired.bucketArn &&
  log.plainText &&
  desired.fields.every((field) => log.fields.includes(field)) &&
  (log.ours
    ? log.aggregationSeconds === desired.aggregationSeconds
    : log.aggregationSeconds <= desired.aggregationSeconds && log.fails === undefined);

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
