import type { Account } from '../../aws/read/organization';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { hubOf, type Hubs } from '../../landing-zone';
import { reconcile, type Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import type { JoinTarget } from '../../reconcile/target';

/**
 * Reconciles the flow logs of the hub's own VPC and transit gateway. A stack must not create them: EC2 rewrites the bucket's
 * policy if the creator may change it (VPC User Guide, flow logs to S3). CloudFormation may, the worker may not.
 */
export async function reconcileHubResources(
  hubs: Hubs,
  steps: readonly Step[],
  spoke: SpokeContext,
  account: Account,
): Promise<readonly Report[]> {
  const attached = (await spoke.reads.attachments()).filter(({ accountId }) => accountId === account.id);
  const keys = new Set([...attached.map(({ vpcId }) => vpcId), hubOf(hubs, spoke.region).transitGatewayId]);
  const targets = [...keys].map((key): JoinTarget => ({ key, intent: 'join', because: `${key} belongs to the hub` }));
  return reconcile(
    spoke.run(account),
    steps.filter(({ alsoInHub }) => alsoInHub),
    targets,
  );
}
