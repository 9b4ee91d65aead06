import { AwsError } from '../wire/errors';
import type { Call } from '../wire/service';
import type { World } from '../world';
import type { Message, Queue } from './queue';

export const missing = (parameter: string): AwsError =>
  new AwsError('MissingParameter', `The request must contain the parameter ${parameter}.`);

export const invalidParameter = (parameter: string, value: unknown, reason: string): AwsError =>
  new AwsError(
    'InvalidParameterValue',
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );

export const noQueue = (): AwsError => new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

/** The queue that a URL names, in the region that the request is signed for. */
export function queueAt(world: World, url: string | undefined, call: Call): Queue {
  if (!url) throw missing('QueueUrl');
  const [, accountId = '', name = ''] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
  const queue = world.sqs.queues({ accountId, region: call.region }).get(name);
  if (!queue) throw noQueue();
  return queue;
}

/** Queue URLs point back to where the request came from; AWS's own host stays AWS's own. */
export function urlOf(queue: { readonly accountId: string; readonly name: string }, call: Call): string {
  const own = call.host.endsWith('.amazonaws.com')
    ? `https://sqs.${call.region}.amazonaws.com`
    : `${call.protocol}//${call.host}`;
  return `${own}/${queue.accountId}/${queue.name}`;
}

/** A handle names a message and which receive of it this was. */
export const receiptHandle = (message: Message): string =>
  Buffer.from(`${message.id}#${message.receiveCount}`).toString('base64');

/** The message of a handle, unless it is gone. Throws ReceiptHandleIsInvalid for what never was one. */
export function messageOf(
  queue: Queue,
  handle: string | undefined,
): { readonly message: Message; readonly latest: boolean } | undefined {
  if (!handle) throw missing('ReceiptHandle');
  const [, id, count] = /^([\w-]{36})#(\d+)$/.exec(Buffer.from(handle, 'base64').toString()) ?? [];
  if (id === undefined)
    throw new AwsError('ReceiptHandleIsInvalid', `The input receipt handle "${handle}" is not a valid receipt handle.`);
  const message = queue.messages().find((one) => one.id === id);
  return message && { message, latest: message.receiveCount === Number(count) };
}
