import { calls as organizationCalls } from '../../aws/read/organization';
import { calls as regionCalls } from '../../aws/read/region-status';
import { callsForEveryVpc } from '../../aws/read/reads';
import { account, ec2, eks, organizations, route53, route53resolver } from '../../aws/sdk/services';
import { attachment } from '../../concepts/attachment';
import { dhcpOptions } from '../../concepts/dhcp-options';
import { flowLog } from '../../concepts/flow-log';
import { privateZone } from '../../concepts/private-zone';
import { queryLog } from '../../concepts/query-log';
import { s3Endpoint } from '../../concepts/s3-endpoint';
import { segmentRouting } from '../../concepts/segment-routing';
import { vpcRoute } from '../../concepts/vpc-route';
import type { WorkerDeclaration } from '../../dispatch/worker';
import type { LandingZone } from '../../landing-zone';
import { step, type Step } from '../../reconcile/step';
import { calls as vpcTagCalls } from './vpc-tags';
import { calls as routedRangeCalls } from './routed-ranges';
import { calls as shadowCalls } from './shadowed-attachments';

const steps = [
  step(queryLog),
  step(flowLog),
  step(attachment),
  step(segmentRouting),
  step(vpcRoute),
  step(privateZone),
  step(s3Endpoint),
  step(dhcpOptions),
] as const;

/** Those that `join.concepts` has, and that no other setting turns off. */
const stepsWith = (landingZone: LandingZone): readonly Step[] => {
  const { concepts } = landingZone.join;
  return steps.filter(
    (each) =>
      (concepts === 'all' || concepts.some((name) => name === each.kind)) && each.callsWith(landingZone) !== undefined,
  );
};

/** Lets a spoke's VPCs join and leave the mesh, and repairs drift. */
export const worker = {
  name: 'join',
  steps,
  stepsWith,
  calls: [callsForEveryVpc, organizationCalls, regionCalls, vpcTagCalls, routedRangeCalls, shadowCalls],
  services: [account, ec2, eks, organizations, route53, route53resolver],
  spokeRole: 'join',
  entersSpokes: () => true,
  managementRole: 'org-read',
  maxConcurrency: 10,
  dependents: [],
  mendedBy: 'enroll',
  admits: true,
} as const satisfies WorkerDeclaration;
