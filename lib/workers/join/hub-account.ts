import type { Account, Target } from '../../reconcile/concept';
import { reconcile, type Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import type { Workpiece, Workplace } from '../../dispatch/context';

/**
 * What the hub has of its own, and a stack must not make: flow logs of its VPC and its transit gateway. EC2 rewrites the
 * bucket's policy for a creator that may (VPC User Guide, flow logs to S3), and CloudFormation may; the worker may not.
 */
export async function home(
  place: Workplace,
  steps: readonly Step[],
  piece: Workpiece,
  account: Account,
): Promise<readonly Report[]> {
  const attached = (await piece.reads.attachments()).filter(({ accountId }) => accountId === account.id);
  const keys = [...new Set([...attached.map(({ vpcId }) => vpcId), place.hub.transitGatewayId])];
  const targets = keys.map((key): Target => ({ key, intent: 'join', because: `${key} is the hub's own` }));
  return reconcile(
    piece.run(account),
    steps.filter(({ hubToo }) => hubToo),
    targets,
  );
}
