import { wholeSeconds } from '../eventbridge/event';
import type { World } from '../world';
import type { AwsError } from '../wire/errors';
import type { Identity, Invocation } from '../wire/service';
import { ec2Parameters, ec2Response } from './ec2-elements';
import { elements } from './elements';

export type Place = Readonly<{ accountId: string; region: string }>;

export interface ServiceEvent extends Place {
  /** `aws.organizations` */
  readonly source: string;
  /** `CreateAccountResult` */
  readonly eventName: string;
  /** `serviceEventDetails` of the record. */
  readonly details: Readonly<Record<string, unknown>>;
  /** AWS Service Event via CloudTrail */
  readonly detailType?: string;
}

/** Services whose calls are logged in us-east-1 only, wherever they were made. */
const GLOBAL = new Set(['organizations', 'iam', 'route53', 'account']);

export const regionOf = ({ service, call }: Invocation): string =>
  GLOBAL.has(service.iamPrefix) ? 'us-east-1' : call.region;

const DATA_EVENT =
  /^(sqs:(SendMessage|DeleteMessage|ChangeMessageVisibility)|events:PutEvents|dynamodb:.*(Item|Items|Transaction|Statement)$|s3:.*(Object|Objects|MultipartUpload|UploadPart)|lambda:Invoke)/;

export const isDataEvent = ({ service, operation }: Invocation): boolean =>
  DATA_EVENT.test(`${service.iamPrefix}:${operation}`);

type Fields = Readonly<Record<string, unknown>>;

/** `detail` of an "AWS API Call via CloudTrail" event. */
export function apiCallRecord(
  world: World,
  invocation: Invocation,
  result: { readonly output: unknown } | { readonly error: AwsError },
): Fields {
  const { service, operation, call } = invocation;
  const now = world.clock.now();
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(call.caller, now),
    eventTime: wholeSeconds(now),
    eventSource: `${service.iamPrefix}.amazonaws.com`,
    eventName: operation,
    awsRegion: regionOf(invocation),
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-sdk-js/3',
    ...('error' in result ? failure(service.iamPrefix, result.error) : {}),
    requestParameters: parameters(invocation),
    responseElements: 'error' in result ? null : response(invocation, result.output),
    requestID: call.requestId,
    eventID: world.ids.uuid(),
    readOnly: service.iamPrefix === 'sts',
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.accountId,
    eventCategory: 'Management',
  };
}

/** `detail` of an "AWS Service Event via CloudTrail" event. Its `userIdentity` has no `type`. */
export function serviceEventRecord(
  world: World,
  { accountId, region, source, eventName, details }: ServiceEvent,
): Fields {
  const service = `${source.replace(/^aws\./, '')}.amazonaws.com`;
  const invokedBy = eventName === 'CreateAccountResult' || source === 'aws.controltower' ? 'AWS Internal' : service;
  return {
    eventVersion: '1.08',
    userIdentity: { accountId, invokedBy },
    eventTime: wholeSeconds(world.clock.now()),
    eventSource: service,
    eventName,
    awsRegion: region,
    sourceIPAddress: invokedBy,
    userAgent: invokedBy,
    requestParameters: null,
    responseElements: null,
    eventID: world.ids.uuid(),
    readOnly: false,
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: accountId,
    serviceEventDetails: details,
    eventCategory: 'Management',
  };
}

function userIdentity({ type, userId, arn, accountId, accessKeyId, issuer }: Identity, now: Date): Fields {
  const common = { type, principalId: userId, arn, accountId, accessKeyId };
  if (type === 'IAMUser') return { ...common, userName: arn.replace(/^.*\//, '') };
  if (type === 'WebIdentityUser') return { type, principalId: userId, userName: userId.replace(/^.*:aud:/, '') };
  if (!issuer) return common;
  return {
    ...common,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: issuer.principalId,
        arn: issuer.arn,
        accountId,
        userName: issuer.userName,
      },
      attributes: { mfaAuthenticated: 'false', creationDate: wholeSeconds(now) },
    },
  };
}

/** EC2 prefixes its codes with `Client.` or `Server.`. */
function failure(prefix: string, { code, message, status = 400 }: AwsError): Fields {
  const side = status >= 500 ? 'Server' : 'Client';
  return { errorCode: prefix === 'ec2' ? `${side}.${code}` : code, errorMessage: message };
}

function parameters({ service, operation, input }: Invocation): Fields | null {
  const shape = service.operations.get(operation)?.input;
  if (!shape) return null;
  if (service.iamPrefix === 'ec2') return ec2Parameters(operation, shape, input);
  const logged = elements(service.iamPrefix, shape, input);
  return service.iamPrefix === 's3' ? ofBucket(logged) : logged;
}

/** S3 logs a bucket as `bucketName` (AWS docs: S3, CloudTrail log entries). */
function ofBucket(logged: Fields | null): Fields | null {
  const { bucket, ...others } = logged ?? {};
  return bucket === undefined ? logged : { bucketName: bucket, ...others };
}

function response({ service, operation, call }: Invocation, output: unknown): Fields | null {
  const shape = service.operations.get(operation)?.output;
  if (!shape) return null;
  return service.iamPrefix === 'ec2'
    ? ec2Response(operation, shape, output, call.requestId)
    : elements(service.iamPrefix, shape, output);
}
