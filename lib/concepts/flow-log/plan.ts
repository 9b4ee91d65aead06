import { logBucketArn } from '../../landing-zone';
import { by } from '../../names';
import type { PlanInputs } from '../../reconcile/concept';
import type { Target } from '../../reconcile/target';
import type { ChangeBase } from '../../reconcile/outcome';

export interface FlowLog {
  readonly id: string;
  readonly traffic: string;
  /** The hub's bucket, with or without a prefix. */
  readonly destination: string;
  readonly aggregationSeconds: number;
  readonly ours: boolean;
}

/** Empty for a transit gateway: EC2 logs all of its traffic. */
type Traffic = 'ALL' | 'ACCEPT' | 'REJECT' | '';

export interface Desired {
  readonly logged: boolean;
  readonly bucketArn: string;
  readonly traffic: Traffic;
  readonly aggregationSeconds: 60 | 600;
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

/** For a transit gateway EC2 aggregates over one minute and accepts no traffic type (Transit Gateway guide, flow logs). */
const GATEWAY_SETTINGS = { traffic: '', aggregationSeconds: 60 } as const;

export const isGateway = (resourceId: string): boolean => resourceId.startsWith('tgw-');

export function desire({ key, intent }: Target, { landingZone }: PlanInputs): Desired {
  const { traffic, aggregationSeconds } = isGateway(key) ? GATEWAY_SETTINGS : landingZone.logs.flow;
  return { logged: intent === 'join', bucketArn: logBucketArn(landingZone), traffic, aggregationSeconds };
}

/**
 * A flow log cannot be changed: the right one is created, then obsolete ones of ours are deleted. One that differs in its
 * interval alone is deleted first: EC2 accepts no second flow log of the same traffic type to the same destination
 * (FlowLogAlreadyExists). A flow log that is not ours suffices with the right traffic type and any interval.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] {
  const { resourceId: key } = actual;
  const { logged, bucketArn, traffic, aggregationSeconds } = desired;
  const logs = [...actual.logs].sort(by(({ id }) => id));
  const same = logged ? logs.filter((log) => log.traffic === traffic) : [];
  const right =
    same.find((log) => log.ours && log.aggregationSeconds === aggregationSeconds) ?? same.find((log) => !log.ours);
  const create: Change[] =
    logged && right === undefined
      ? [
          {
            verb: 'create',
            key,
            bucketArn,
            traffic,
            aggregationSeconds,
            because: `${key} has no flow log to the hub's bucket`,
          },
        ]
      : [];
  const obsolete = logs.filter((log) => log.ours && log !== right);
  const inTheWay = obsolete.filter((log) => same.includes(log) && log.destination === bucketArn);
  const remove = (log: FlowLog): Change => ({
    verb: 'delete',
    key,
    flowLogId: log.id,
    because: `${log.id} of ${key} is obsolete`,
  });
  return [...inTheWay.map(remove), ...create, ...obsolete.filter((log) => !inTheWay.includes(log)).map(remove)];
}
