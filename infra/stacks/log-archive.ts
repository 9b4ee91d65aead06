import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { logBucket } from '../constructs/log-bucket';
import type { LandingZoneStackProps } from './props';

/** The log bucket in an account of its own, such as the organization's log archive. */
export class LogArchiveStack extends Stack {
  constructor(scope: Construct, id: string, props: LandingZoneStackProps) {
    super(scope, id, { ...props, terminationProtection: true });
    logBucket(this, props.landingZone);
  }
}
