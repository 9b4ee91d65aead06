import {
  ADMISSIONS_TABLE,
  BUSES,
  LEDGER_TABLE,
  QUEUES,
  deadLetterQueueName,
  queueName,
  type WorkerName,
} from '../names';
import type { LandingZone } from './schema';

/** ARNs, URLs and names that follow from the config alone; functions and templates both derive them here. */

type Hub = Pick<LandingZone, 'hub'>;

/** The ARN of a resource in the hub account and region. */
export const hubArn = ({ hub }: Hub, service: string, resource: string): string =>
  `arn:aws:${service}:${hub.region}:${hub.accountId}:${resource}`;

/** The URL of a queue of the hub by its name. */
export const hubQueueUrl = ({ hub }: Hub, name: string): string =>
  `https://sqs.${hub.region}.amazonaws.com/${hub.accountId}/${name}`;

export const queueUrl = (landingZone: Hub, worker: WorkerName): string => hubQueueUrl(landingZone, queueName(worker));
export const sweepQueueUrl = (landingZone: Hub): string => hubQueueUrl(landingZone, QUEUES.sweep);
export const deadLetterQueueUrl = (landingZone: Hub, worker: WorkerName): string =>
  hubQueueUrl(landingZone, deadLetterQueueName(worker));

export const busArn = (landingZone: Hub, bus: keyof typeof BUSES): string =>
  hubArn(landingZone, 'events', `event-bus/${BUSES[bus]}`);

export const ledgerArn = (landingZone: Hub): string => hubArn(landingZone, 'dynamodb', `table/${LEDGER_TABLE}`);

export const admissionsArn = (landingZone: Hub): string => hubArn(landingZone, 'dynamodb', `table/${ADMISSIONS_TABLE}`);

/** The account in which a stack of ours makes the log bucket; undefined for an existing one. */
export const logBucketAccount = ({ hub, logs: { bucket } }: Pick<LandingZone, 'hub' | 'logs'>): string | undefined => {
  if (bucket === undefined) return hub.accountId;
  return 'existing' in bucket ? undefined : bucket.accountId;
};

export const logBucketName = ({ hub, logs }: Pick<LandingZone, 'hub' | 'logs'>): string =>
  logs.bucket !== undefined && 'existing' in logs.bucket
    ? logs.bucket.existing
    : `wheelwright-logs-${logBucketAccount({ hub, logs })}-${hub.region}`;

/** The key that the log bucket encrypts with, if the config names one. */
export const logKeyArn = ({ logs: { encryption } }: Pick<LandingZone, 'logs'>): string | undefined =>
  encryption === 'SSE-S3' ? undefined : encryption.kms;

export const logBucketArn = (landingZone: Pick<LandingZone, 'hub' | 'logs'>): string =>
  `arn:aws:s3:::${logBucketName(landingZone)}`;
