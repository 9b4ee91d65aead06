import type { Account } from '../../aws/read/organization';
import type { SpokeContext } from '../../dispatch/spoke-context';
import { mayWrite, type WorkerContext } from '../../dispatch/worker-context';
import { hubOf } from '../../landing-zone';
import { reconcile, type Report } from '../../reconcile/engine';
import type { Step } from '../../reconcile/step';
import type { JoinTarget } from '../../reconcile/target';
import { recordForeign } from './foreign-propagations';
import { markShadowed } from './shadowed-attachments';

/**
 * Reconciles the flow logs of the hub's own VPC and transit gateway. A stack must not create them: EC2 rewrites the bucket's
 * policy if the creator may change it (VPC User Guide, flow logs to S3). CloudFormation may, the worker may not. It also lists the
 * mesh: for static routes that take addresses of its VPCs, and for attachments that Wheelwright does not manage.
 */
export async function reconcileHubResources(
  context: WorkerContext,
  steps: readonly Step[],
  spoke: SpokeContext,
  account: Account,
): Promise<readonly Report[]> {
  const attached = (await spoke.reads.attachments()).filter(({ accountId }) => accountId === account.id);
  const { transitGatewayId } = hubOf(context.hubs, spoke.region);
  const keys = new Set([...attached.map(({ vpcId }) => vpcId), transitGatewayId]);
  const targets = [...keys].map((key): JoinTarget => ({ key, intent: 'join', because: `${key} belongs to the hub` }));
  const reports = await reconcile(
    spoke.run(account),
    steps.filter(({ alsoInHub }) => alsoInHub),
    targets,
  );
  if (!mayWrite(context.landingZone, account, spoke)) return reports;
  await recordForeign(context, spoke);
  const findings = await markShadowed(context, spoke);
  const isGateway = ({ target }: Report): boolean => target.key === transitGatewayId;
  return findings.length === 0
    ? reports
    : reports.map((report) =>
        isGateway(report) ? { ...report, findings: [...(report.findings ?? []), ...findings] } : report,
      );
}
