import type { Concept } from '../../reconcile/concept';
import { apply, calls, observe } from './aws';
import { desire, diff, type Actual, type Change, type Desired } from './plan';

/**
 * A gateway endpoint for S3 in the VPC: ECR's layers come from S3, and AWS extends no gateway endpoint beyond its own
 * VPC, so the hub's cannot serve a spoke.
 *
 * Owns: gateway endpoints for S3 that carry `wheelwright:managed`. Never touches: one that somebody else made, which is
 * adopted; interface endpoints. One that we made is kept on leaving.
 */
export const s3Endpoint: Concept<Desired, Actual, Change, typeof calls> = {
  kind: 's3-endpoint',
  calls,
  keptOnLeaving: true,
  observe,
  desire,
  diff,
  apply,
};
