import { policyFault } from '../resource-policy';
import { parseObject } from '../json';
import { AwsError } from '../wire/errors';
import type { Queue } from './queue';

type Check = (value: string) => boolean;
const between =
  (low: number, high: number): Check =>
  (value) =>
    /^\d+$/.test(value) && Number(value) >= low && Number(value) <= high;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value);
const boolean = oneOf('true', 'false');

const CHECKS: Readonly<Record<string, Check | undefined>> = {
  DelaySeconds: between(0, 900),
  MaximumMessageSize: between(1024, 1_048_576),
  MessageRetentionPeriod: between(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: between(0, 20),
  VisibilityTimeout: between(0, 43_200),
  SqsManagedSseEnabled: boolean,
  FifoQueue: boolean,
  ContentBasedDeduplication: boolean,
  DeduplicationScope: oneOf('queue', 'messageGroup'),
  FifoThroughputLimit: oneOf('perQueue', 'perMessageGroupId'),
  Policy: (value) => value === '' || parseObject(value) !== undefined,
  RedrivePolicy: (value) => value === '' || parseObject(value) !== undefined,
  RedriveAllowPolicy: (value) => value === '' || parseObject(value) !== undefined,
};
const FIFO_ONLY = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];

export const DEFAULTS: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

const invalidValue = (name: string, reason: string): AwsError =>
  new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}. Reason: ${reason}`);

/** Throws InvalidAttributeName and InvalidAttributeValue. */
export function checkAttributes(
  attributes: Readonly<Record<string, string>>,
  queue: { readonly fifo: boolean; readonly arn: string },
  find: (arn: string) => Queue | undefined,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const check = CHECKS[name];
    if (!check) throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    if (!check(value)) throw invalidValue(name, `${value} is not valid.`);
    if (!queue.fifo && FIFO_ONLY.includes(name))
      throw new AwsError('InvalidAttributeName', `You can specify the ${name} only when FifoQueue is set to true.`);
  }
  const { Policy, RedrivePolicy } = attributes;
  const fault = Policy ? policyFault(Policy) : undefined;
  if (fault !== undefined) throw invalidValue('Policy', fault);
  if (RedrivePolicy) checkRedrive(RedrivePolicy, queue, find);
}

function checkRedrive(
  text: string,
  queue: { readonly fifo: boolean; readonly arn: string },
  find: (arn: string) => Queue | undefined,
): void {
  const invalid = (reason: string): AwsError =>
    new AwsError('InvalidParameterValue', `Value ${text} for parameter RedrivePolicy is invalid. Reason: ${reason}`);
  const { deadLetterTargetArn, maxReceiveCount } = parseObject(text) ?? {};
  if (typeof deadLetterTargetArn !== 'string')
    throw invalid('Redrive policy does not contain mandatory attribute: deadLetterTargetArn.');
  const count = Number(maxReceiveCount);
  if (!Number.isInteger(count) || count < 1 || count > 1000)
    throw invalid('maxReceiveCount must be an integer from 1 to 1000.');
  const target = find(deadLetterTargetArn);
  if (!target) throw invalid('Dead letter target does not exist.');
  if (target.fifo !== queue.fifo) throw invalid('Dead-letter queue must be same type of queue as the source.');
  const place = (arn: string): string => arn.split(':').slice(0, 5).join(':');
  if (place(target.arn) !== place(queue.arn))
    throw invalid('Dead-letter queue must be in the same account and region.');
  if (!admitsRedrive(target, queue.arn)) throw invalid('The dead-letter queue does not allow this source queue.');
}

function admitsRedrive(target: Queue, sourceArn: string): boolean {
  const { redrivePermission, sourceQueueArns } = parseObject(target.attributes.get('RedriveAllowPolicy') ?? '{}') ?? {};
  if (redrivePermission === 'denyAll') return false;
  return redrivePermission !== 'byQueue' || (Array.isArray(sourceQueueArns) && sourceQueueArns.includes(sourceArn));
}
