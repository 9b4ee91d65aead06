import { attachment } from './concepts/attachment';
import { dhcpOptions } from './concepts/dhcp-options';
import { flowLog } from './concepts/flow-log';
import { oidcProvider } from './concepts/oidc-provider';
import { privateZone } from './concepts/private-zone';
import { pullRole } from './concepts/pull-role';
import { queryLog } from './concepts/query-log';
import { step, type Step } from './reconcile/step';
import { regionOptIn } from './concepts/region-opt-in';
import { resourceShare } from './concepts/resource-share';
import { s3Endpoint } from './concepts/s3-endpoint';
import { segmentRouting } from './concepts/segment-routing';
import { spokeAccess } from './concepts/spoke-access';
import { vpcRoute } from './concepts/vpc-route';

/** Every concept by the worker that runs it, in join order; leaving runs the other way round. */
export const concepts = {
  enroll: [step(regionOptIn), step(spokeAccess), step(resourceShare)],
  join: [
    step(queryLog),
    step(flowLog),
    step(attachment),
    step(segmentRouting),
    step(vpcRoute),
    step(privateZone),
    step(s3Endpoint),
    step(dhcpOptions),
  ],
  'grant-pull': [step(oidcProvider), step(pullRole)],
} as const satisfies Record<string, readonly Step[]>;
