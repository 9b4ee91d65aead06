import { calls as organizationCalls } from '../../aws/read/organization';
import { calls as regionCalls } from '../../aws/read/region-status';
import { account, eks, iam, organizations } from '../../aws/sdk/services';
import { oidcProvider } from '../../concepts/oidc-provider';
import { pullRole } from '../../concepts/pull-role';
import type { WorkerDeclaration } from '../../dispatch/worker';
import { step } from '../../reconcile/step';

/** Lets a spoke's EKS clusters pull the hub's images. */
export const worker = {
  name: 'grant-pull',
  steps: [step(oidcProvider), step(pullRole)],
  calls: [organizationCalls, regionCalls],
  services: [account, eks, iam, organizations],
  spokeRole: 'grant-pull',
  entersSpokes: () => true,
  managementRole: 'org-read',
  maxConcurrency: 2,
  dependents: [],
} as const satisfies WorkerDeclaration;
