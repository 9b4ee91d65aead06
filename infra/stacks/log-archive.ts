import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LandingZone } from '../../lib/landing-zone';
import { logBucket } from '../constructs/log-bucket';

/** The log bucket in an account of its own, such as the organization's log archive. */
export class LogArchiveStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly landingZone: LandingZone }) {
    super(scope, id, { ...props, terminationProtection: true });
    logBucket(this, props.landingZone);
  }
}
