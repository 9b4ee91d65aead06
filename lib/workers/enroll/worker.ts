import { calls as organizationCalls } from '../../aws/read/organization';
import { calls as readCalls } from '../../aws/read/reads';
import type { Calls } from '../../aws/sdk/calls';
import { account, cloudformation, ec2, iam, organizations, ram } from '../../aws/sdk/services';
import { regionOptIn } from '../../concepts/region-opt-in';
import { resourceShare } from '../../concepts/resource-share';
import { spokeAccess } from '../../concepts/spoke-access';
import type { WorkerDeclaration } from '../../dispatch/worker';
import { step } from '../../reconcile/step';

/** Whether an account that leaves still has attachments: its only read of the hub's transit gateway. */
const attachments = {
  spoke: {},
  hub: { describeAttachments: readCalls.hub.describeTransitGatewayAttachments },
} satisfies Calls;

/** Enrolls an account, or removes it. */
export const worker = {
  name: 'enroll',
  steps: [step(regionOptIn), step(spokeAccess), step(resourceShare)],
  calls: [attachments, organizationCalls],
  services: [account, cloudformation, ec2, iam, organizations, ram],
  spokeRole: 'enroll',
  entersSpokes: () => true,
  managementRole: 'enroll',
  maxConcurrency: 3,
  dependents: ['join', 'grant-pull'],
} as const satisfies WorkerDeclaration;
