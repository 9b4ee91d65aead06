import type * as sqs from '@aws-sdk/client-sqs';
import type { MessageSystemAttributeName, SendMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { inBatch } from './batch';
import { invalidParameter, messageOf, missing, queueAt, receiptHandle } from './lookup';
import { md5, md5OfAttributes } from './md5';
import { MAX_VISIBILITY_MS, type Message, type Queue } from './queue';

/** Sending, receiving, deleting. A long poll returns at once, because time does not move while a request is served. */
export const messageOps = (world: World): Ops<typeof sqs> => ({
  SendMessage(input, call) {
    return send(world, queueAt(world, input.QueueUrl, call), input, call);
  },

  SendMessageBatch({ QueueUrl: url, Entries: entries }, call) {
    const queue = queueAt(world, url, call);
    const size = (entries ?? []).reduce((sum, entry) => sum + Buffer.byteLength(entry.MessageBody ?? ''), 0);
    if (size > 1_048_576)
      throw new AwsError('BatchRequestTooLong', 'Batch requests cannot be longer than 1048576 bytes.');
    return inBatch(entries, (entry) => send(world, queue, entry, call));
  },

  ReceiveMessage(input, call) {
    const queue = queueAt(world, input.QueueUrl, call);
    const { MaxNumberOfMessages: max = 1, VisibilityTimeout: visibility } = input;
    if (max < 1 || max > 10)
      throw invalidParameter('MaxNumberOfMessages', max, 'Must be between 1 and 10, if provided.');
    const messages = queue.receive(max, visibility === undefined ? undefined : milliseconds(visibility));
    const names = systemAttributeNames(input);
    const found = messages.map((message) => received(message, names, input.MessageAttributeNames ?? []));
    return found.length === 0 ? {} : { Messages: found };
  },

  DeleteMessage({ QueueUrl: url, ReceiptHandle: handle }, call) {
    remove(queueAt(world, url, call), handle);
    return {};
  },

  DeleteMessageBatch({ QueueUrl: url, Entries: entries }, call) {
    const queue = queueAt(world, url, call);
    return inBatch(entries, (entry) => {
      remove(queue, entry.ReceiptHandle);
      return {};
    });
  },

  ChangeMessageVisibility({ QueueUrl: url, ReceiptHandle: handle, VisibilityTimeout: seconds }, call) {
    changeVisibility(world, queueAt(world, url, call), handle, seconds);
    return {};
  },

  ChangeMessageVisibilityBatch({ QueueUrl: url, Entries: entries }, call) {
    const queue = queueAt(world, url, call);
    return inBatch(entries, (entry) => {
      changeVisibility(world, queue, entry.ReceiptHandle, entry.VisibilityTimeout);
      return {};
    });
  },
});

/** Clients of before 2024 send them as `AttributeNames`. */
function systemAttributeNames(input: object): string[] {
  const { AttributeNames: old, MessageSystemAttributeNames: now }: Readonly<Record<string, unknown>> = { ...input };
  return [old, now].flatMap((names) => (Array.isArray(names) ? names.map(String) : []));
}

type Entry = Pick<
  SendMessageRequest,
  'MessageBody' | 'DelaySeconds' | 'MessageAttributes' | 'MessageGroupId' | 'MessageDeduplicationId'
>;

function send(world: World, queue: Queue, entry: Entry, call: Call) {
  const { MessageBody: body, MessageAttributes: attributes = {}, MessageGroupId: groupId } = entry;
  const { DelaySeconds: delay, MessageDeduplicationId: deduplicationId } = entry;
  if (!body) throw missing('MessageBody');
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(body))
    throw new AwsError('InvalidMessageContents', 'Invalid binary character was found in the message body.');
  const limit = Number(queue.attributes.get('MaximumMessageSize'));
  if (Buffer.byteLength(body) > limit)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  if (Object.keys(attributes).length > 10)
    throw invalidParameter('MessageAttributes', 'more than 10', 'Too many attributes.');
  checkOrdering(queue, entry);
  if (delay !== undefined && (delay < 0 || delay > 900))
    throw invalidParameter('DelaySeconds', delay, 'DelaySeconds must be >= 0 and <= 900.');
  const sent = queue.send({
    id: world.ids.uuid(),
    body,
    attributes,
    senderId: call.caller.userId,
    ...(delay === undefined ? {} : { delayMs: delay * 1000 }),
    ...(groupId === undefined ? {} : { groupId }),
    ...(deduplicationId === undefined ? {} : { deduplicationId }),
  });
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: sent.id,
    MD5OfMessageBody: md5(body),
    ...(digest === undefined ? {} : { MD5OfMessageAttributes: digest }),
    ...(sent.sequenceNumber === undefined ? {} : { SequenceNumber: sent.sequenceNumber }),
  };
}

/** A group on a standard queue makes it a fair queue and orders nothing. */
function checkOrdering(queue: Queue, { MessageGroupId, MessageDeduplicationId, DelaySeconds }: Entry): void {
  if (MessageGroupId !== undefined && !/^[!-~]{1,128}$/.test(MessageGroupId))
    throw invalidParameter(
      'MessageGroupId',
      MessageGroupId,
      'MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length.',
    );
  if (!queue.fifo) {
    if (MessageDeduplicationId !== undefined)
      throw invalidParameter(
        'MessageDeduplicationId',
        MessageDeduplicationId,
        'The request includes a parameter that is not valid for this queue type.',
      );
    return;
  }
  if (MessageGroupId === undefined) throw missing('MessageGroupId');
  if (MessageDeduplicationId === undefined && queue.attributes.get('ContentBasedDeduplication') !== 'true')
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  if (DelaySeconds !== undefined && DelaySeconds !== 0)
    throw invalidParameter(
      'DelaySeconds',
      DelaySeconds,
      'The request include parameter that is not valid for this queue type.',
    );
}

/** All attributes of a message that a receiver can request. */
export function systemAttributes(message: Message): Partial<Record<MessageSystemAttributeName, string>> {
  const { groupId, deduplicationId, sequenceNumber, deadLetterSourceArn } = message;
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
    ...(sequenceNumber === undefined ? {} : { SequenceNumber: sequenceNumber }),
    ...(deadLetterSourceArn === undefined ? {} : { DeadLetterQueueSourceArn: deadLetterSourceArn }),
  };
}

function received(message: Message, names: readonly string[], attributeNames: readonly string[]) {
  const wanted = Object.entries(systemAttributes(message)).filter(
    ([name]) => names.includes('All') || names.includes(name),
  );
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) =>
      attributeNames.some(
        (one) =>
          one === 'All' || one === '.*' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))),
      ),
    ),
  );
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(wanted.length === 0 ? {} : { Attributes: Object.fromEntries(wanted) }),
    ...(digest === undefined ? {} : { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
}

/** Deleting twice succeeds, and so does an outdated handle, without effect; on a FIFO queue it is an error. */
function remove(queue: Queue, handle: string | undefined): void {
  const found = messageOf(queue, handle);
  if (!found) return;
  if (queue.fifo && !(found.latest && queue.inFlight(found.message)))
    throw invalidParameter('ReceiptHandle', handle, 'The receipt handle has expired.');
  if (found.latest) queue.delete(found.message);
}

function milliseconds(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds * 1000 > MAX_VISIBILITY_MS)
    throw invalidParameter('VisibilityTimeout', seconds, 'Must be between 0 and 43200.');
  return seconds * 1000;
}

function changeVisibility(world: World, queue: Queue, handle: string | undefined, seconds: number | undefined): void {
  if (seconds === undefined) throw missing('VisibilityTimeout');
  const timeout = milliseconds(seconds);
  const found = messageOf(queue, handle);
  if (!found)
    throw invalidParameter(
      'ReceiptHandle',
      handle,
      'Message does not exist or is not available for visibility timeout change.',
    );
  if (!found.latest || !queue.inFlight(found.message))
    throw new AwsError('MessageNotInflight', 'The specified message is not in flight.');
  const age = world.clock.now().getTime() - (found.message.receivedAt ?? 0);
  if (age + timeout > MAX_VISIBILITY_MS)
    throw invalidParameter(
      'VisibilityTimeout',
      seconds,
      'Total VisibilityTimeout for the message is beyond the limit [43200 seconds]',
    );
  queue.changeVisibility(found.message, timeout);
}
