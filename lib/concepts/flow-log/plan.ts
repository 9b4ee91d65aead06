import { logBucketArn } from '../../landing-zone';
import { by } from '../../names';
import type { Known } from '../../reconcile/concept';
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

/** Nothing for a transit gateway: all of its traffic is logged. */
export type Traffic = 'ALL' | 'ACCEPT' | 'REJECT' | '';

export interface Desired {
  readonly logged: boolean;
  readonly bucketArn: string;
  readonly traffic: Traffic;
  readonly aggregationSeconds: 60 | 600;
}

export interface Actual {
  /** Of the VPC, or of the hub's transit gateway. */
  readonly resourceId: string;
  /** Its flow logs that deliver to the hub's bucket. */
  readonly logs: readonly FlowLog[];
}

export type Change = ChangeBase &
  (
    | Readonly<{ verb: 'create'; bucketArn: string; traffic: Traffic; aggregationSeconds: 60 | 600 }>
    | Readonly<{ verb: 'delete'; flowLogId: string }>
  );

/** A transit gateway's flows are aggregated over a minute, and EC2 takes no traffic type (Transit Gateway guide). */
const OF_A_GATEWAY = { traffic: '', aggregationSeconds: 60 } as const;

export const isGateway = (resourceId: string): boolean => resourceId.startsWith('tgw-');

export function desire({ key, intent }: Target, { landingZone }: Known): Desired {
  const { traffic, aggregationSeconds } = isGateway(key) ? OF_A_GATEWAY : landingZone.logs.flow;
  return { logged: intent === 'join', bucketArn: logBucketArn(landingZone), traffic, aggregationSeconds };
}

/**
 * A flow log cannot be changed, so another is made first and ours of the old kind goes after it; one that differs in its
 * interval alone goes before, for EC2 takes no second log of the same traffic to the same destination
 * (FlowLogAlreadyExists). One that anybody else pointed at the hub's bucket with the same traffic is adopted, whatever
 * its interval: it already does the job.
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
            because: `flows of ${key} are not logged to the hub`,
          },
        ]
      : [];
  const obsolete = logs.filter((log) => log.ours && log !== right);
  const inTheWay = obsolete.filter((log) => same.includes(log) && log.destination === bucketArn);
  const remove = (log: FlowLog): Change => ({
    verb: 'delete',
    key,
    flowLogId: log.id,
    because: `${log.id} is no longer what ${key} should have`,
  });
  return [...inTheWay.map(remove), ...create, ...obsolete.filter((log) => !inTheWay.includes(log)).map(remove)];
}
