import type { Calls } from '../../aws/sdk/calls';
import type { LandingZone } from '../../landing-zone';
import type { Concept } from '../../reconcile/concept';
import { SHARED_READS, apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/** `require` creates nothing, and whether a VPC is in use is read with `create-if-unused` only. */
const callsWith = ({ join }: LandingZone): Calls | undefined => {
  const { describeInterfaces: _read, ...writes } = calls.spoke;
  switch (join.s3Endpoint) {
    case 'off':
      return undefined;
    case 'require':
      return { spoke: {}, hub: {}, alsoNeeds: { spoke: SHARED_READS } };
    case 'create':
      return { ...calls, spoke: writes };
    case 'create-if-unused':
      return calls;
  }
};

/**
 * A gateway endpoint for S3 in the VPC. ECR serves image layers from S3, and a gateway endpoint works only in its own VPC,
 * so the hub's cannot serve a spoke.
 *
 * Owns: gateway endpoints for S3 with the tag `wheelwright:managed`; they stay when the VPC leaves. Never touches:
 * interface endpoints, and gateway endpoints without the tag: a VPC that has one gets no second one. AWS returns the state
 * of an endpoint in two spellings; the shared read makes it lower case.
 */
export const s3Endpoint: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 's3-endpoint',
  calls,
  callsWith,
  dependsOn: ['query-log', 'flow-log', 'attachment', 'segment-routing'],
  keptOnLeaving: true,
  observe,
  desire,
  diff,
  apply,
};
