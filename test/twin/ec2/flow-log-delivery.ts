import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import type { FlowLog } from './vpc-types';

const BUCKET = /^arn:aws[a-z-]*:s3:::([a-z0-9.-]{3,63})(?:\/(.*))?$/;

/** Whether what AWS accepts to deliver also arrives. */
export const arrives = (
  world: World,
  { destination, ownerId: accountId, region }: Pick<FlowLog, 'destination' | 'ownerId' | 'region'>,
): boolean => world.s3.takesDeliveries(BUCKET.exec(destination ?? '')?.[1] ?? '', { accountId, region });

/**
 * Why AWS would not deliver a flow log to its S3 destination, if so. The destination is a bucket's ARN, or one with a
 * key prefix, which must not be `AWSLogs` (VPC User Guide, "Publish flow logs to Amazon S3"). The bucket may be another
 * account's if its policy lets the log delivery service write for the caller; in one of its own AWS sets the policy.
 * AWS's code is `400`, as public reports show.
 */
export function deliveryRefusal(
  world: World,
  call: Call,
  { destinationType, destination }: Pick<FlowLog, 'destinationType' | 'destination'>,
): AwsError | undefined {
  if (destinationType !== 's3') return undefined;
  const match = BUCKET.exec(destination ?? '');
  const name = match?.[1];
  if (name === undefined)
    return new AwsError('InvalidParameter', `LogDestination: ${destination} is not the ARN of an S3 bucket.`);
  if (match?.[2]?.split('/')[0] === 'AWSLogs')
    return new AwsError('InvalidParameter', 'LogDestination: AWSLogs is a reserved prefix.');
  const bucket = world.s3.bucket(name);
  if (!bucket) return new AwsError('400', `LogDestination: ${name} does not exist`);
  const prefix = (match?.[2] ?? '').replace(/([^/])$/, '$1/');
  if (
    bucket.ownerId !== call.accountId &&
    !world.s3.deliveryAllowed(name, call.accountId, { prefix, kind: 'vpcflowlogs', region: call.region })
  )
    return new AwsError('400', `Access Denied for LogDestination: ${name}. Please check LogDestination permission`);
  return undefined;
}
