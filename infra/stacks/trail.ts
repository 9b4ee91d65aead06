import { Stack } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Construct } from 'constructs';
import { logBucketName, logKeyArn } from '../../lib/landing-zone';
import type { LandingZoneStackProps } from './props';

/**
 * The organization's trail, in the management account: CloudTrail sends events to EventBridge only where a trail logs. It is
 * a stack of its own because CloudTrail refuses it without trusted access, and a refusal rolls back the whole stack.
 */
export class TrailStack extends Stack {
  constructor(scope: Construct, id: string, props: LandingZoneStackProps) {
    super(scope, id, props);
    const kmsKeyId = logKeyArn(props.landingZone);
    new CfnTrail(this, 'Trail', {
      trailName: 'wheelwright',
      s3BucketName: logBucketName(props.landingZone),
      ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
      isLogging: true,
      isMultiRegionTrail: true,
      isOrganizationTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
    });
  }
}
