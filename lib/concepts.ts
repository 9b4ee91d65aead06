import { attachment } from './attachment';
import { dhcpOptions } from './dhcp-options';
import { flowLog } from './flow-log';
import { oidcProvider } from './oidc-provider';
import { privateZone } from './private-zone';
import { pullRole } from './pull-role';
import { queryLog } from './query-log';
import { step, type Step } from './reconcile/step';
import { regionOptIn } from './region-opt-in';
import { resourceShare } from './resource-share';
import { s3Endpoint } from './s3-endpoint';
import { segmentRouting } from './segment-routing';
import { spokeAccess } from './spoke-access';
import { vpcRoute } from './vpc-route';

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
