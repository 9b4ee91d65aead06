import { policyAllows } from '../resource-policy';
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

/** The queue that a URL names, in the region that the request is signed for. Another account needs the queue's policy. */
export function queueAt(world: World, url: string | undefined, action: string, call: Call): Queue {
  if (!url) throw missing('QueueUrl');
  const [, accountId = '', name = ''] = /^(?:https?:\/\/[^/]+)?\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
  const queue = world.sqs.queues({ accountId, region: call.region }).get(name);
  if (!queue) throw noQueue();
  requireAccess(world, queue, action, call);
  return queue;
}

export function requireAccess(world: World, queue: Queue, action: string, call: Call): void {
  const { caller, accountId } = call;
  if (accountId === queue.accountId) return;
  const { organizations } = world;
  const allowed = policyAllows(queue.attributes.get('Policy') ?? '', {
    requester: {
      type: 'AWS',
      accountId,
      arn: caller.arn,
      ...(caller.issuer ? { role: { arn: caller.issuer.arn, roleId: caller.issuer.principalId } } : {}),
    },
    action: `sqs:${action}`,
    resource: queue.arn,
    context: {
      'aws:PrincipalArn': caller.issuer?.arn ?? caller.arn,
      'aws:PrincipalAccount': accountId,
      'aws:PrincipalOrgID': organizations.isMember(accountId) ? organizations.organizationId : undefined,
    },
  });
  if (!allowed)
    throw new AwsError(
      'AccessDenied',
      `User: ${caller.arn} is not authorized to perform: sqs:${action.toLowerCase()} on resource: ${queue.arn} because no resource-based policy allows the sqs:${action.toLowerCase()} action`,
      {},
      403,
    );
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
