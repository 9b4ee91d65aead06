import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

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
  dependsOn: ['query-log', 'flow-log', 'attachment', 'segment-routing'],
  keptOnLeaving: true,
  observe,
  desire,
  diff,
  apply,
};
