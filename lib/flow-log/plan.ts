import type { Known, Target } from '../reconcile/concept';
import type { ChangeBase } from '../reconcile/outcome';

export interface FlowLog {
  readonly id: string;
  readonly traffic: string;
  readonly aggregationSeconds: number;
  readonly ours: boolean;
}

export interface Desired {
  readonly logged: boolean;
  readonly bucketArn: string;
  readonly traffic: 'ALL' | 'ACCEPT' | 'REJECT';
  readonly aggregationSeconds: 60 | 600;
}

export interface Actual {
  readonly vpcId: string;
  /** The flow logs of the VPC that deliver to the hub's bucket. */
  readonly logs: readonly FlowLog[];
}

export type Change = ChangeBase &
  (
    | Readonly<{ verb: 'create'; bucketArn: string; traffic: Desired['traffic']; aggregationSeconds: 60 | 600 }>
    | Readonly<{ verb: 'delete'; flowLogId: string }>
  );

export function desire(target: Target, known: Readonly<Known>): Desired {
  const { traffic, aggregationSeconds } = known.landingZone.logs.flow;
  return { logged: target.intent === 'join', bucketArn: known.hub.flowLogBucketArn, traffic, aggregationSeconds };
}

/**
 * A flow log cannot be changed, so another is made first and ours of the old kind goes after it. One that anybody
 * else pointed at the hub's bucket with the same traffic is adopted: it already does the job.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] {
  const { vpcId: key, logs } = actual;
  const { logged, bucketArn, traffic, aggregationSeconds } = desired;
  const right = logs.find((log) => log.traffic === traffic && log.aggregationSeconds === aggregationSeconds);
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
  const obsolete = logs
    .filter((log) => log.ours && !(logged && log === right))
    .map((log): Change => ({
      verb: 'delete',
      key,
      flowLogId: log.id,
      because: `${log.id} is no longer what ${key} should have`,
    }));
  return [...create, ...obsolete];
}
