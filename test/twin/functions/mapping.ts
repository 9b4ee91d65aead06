import type { SQSBatchResponse, SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { queueResource } from '../iam/actions';
import { isObject } from '../json';
import { receiptHandle } from '../sqs/lookup';
import { md5 } from '../sqs/md5';
import { systemAttributes } from '../sqs/messages';
import type { Message, Queue } from '../sqs/queue';
import { AwsError } from '../wire/errors';
import type { World } from '../world';
import { PARTS } from '../parts';

export interface MappingOptions {
  readonly queueArn: string;
  /** Name or ARN. */
  readonly functionName: string;
  /** Messages per invocation: 10 by default, at most 10 from a FIFO queue. */
  readonly batchSize?: number;
  readonly reportBatchItemFailures?: boolean;
  /** 2 to 1,000. */
  readonly maximumConcurrency?: number;
  /** Standard queues only. */
  readonly batchingWindowSeconds?: number;
}

export type InvocationResult =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: unknown };

/** Lambda begins with five batches of a standard queue at a time; the twin stays there. FIFO: one per group. */
const STANDARD_CONCURRENCY = 5;

const invalid = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);

/** Feeds a function from a queue: polls when messages become visible, not periodically. */
export class EventSourceMapping {
  readonly id: string;
  readonly queue: Queue;
  readonly functionArn: string;
  readonly options: MappingOptions & { readonly batchSize: number };
  readonly createdAt: Date;
  readonly #limit: number;
  readonly #stopListening: () => void;
  readonly #polling: { atWork: number; cancel?: () => void; at: number } = { atWork: 0, at: Infinity };

  constructor(
    private readonly world: World,
    options: MappingOptions,
  ) {
    const { queue, functionArn } = checked(world, options);
    this.id = world.ids.uuid();
    this.queue = queue;
    this.functionArn = functionArn;
    this.options = { ...options, batchSize: options.batchSize ?? 10 };
    this.createdAt = world.clock.now();
    this.#limit = options.maximumConcurrency ?? (queue.fifo ? Infinity : STANDARD_CONCURRENCY);
    this.#stopListening = queue.onVisible(() => this.#wake());
    this.#wake();
  }

  [PARTS](): readonly object[] {
    return [this.#polling];
  }

  /** Messages that are in flight come back to the queue as their visibility timeouts end. */
  delete(): void {
    this.#stopListening();
    this.#polling.cancel?.();
    this.world.functions.mappings.delete(this.id);
  }

  /** All that is sent at one instant is polled together; a batching window waits for more. */
  #wake(): void {
    const { batchingWindowSeconds = 0, batchSize } = this.options;
    const wait = this.queue.visibleCount() >= batchSize ? 0 : batchingWindowSeconds * 1000;
    const at = this.world.clock.now().getTime() + wait;
    if (at >= this.#polling.at) return;
    this.#polling.cancel?.();
    this.#polling.at = at;
    this.#polling.cancel = this.world.clock.after(wait, () => this.#poll());
  }

  #poll(): void {
    this.#polling.at = Infinity;
    while (this.#polling.atWork < this.#limit && this.#may('ReceiveMessage')) {
      const messages = this.queue.receive(this.options.batchSize);
      if (messages.length === 0) return;
      void this.#process(messages);
    }
  }

  async #process(messages: readonly Message[]): Promise<void> {
    this.#polling.atWork++;
    const records = messages.map((message) => recordOf(this.queue, message));
    const event: SQSEvent = { Records: records };
    const result = await this.world.functions.invoke(this.functionArn, event);
    const kept = this.#kept(result, records);
    messages.forEach((message, index) => {
      const record = records[index];
      if (record && !kept.has(record.messageId)) this.#remove(message, record);
    });
    this.#polling.atWork--;
    this.#wake();
  }

  /** A message that has become visible again meanwhile must not be deleted by this invocation. */
  #remove(message: Message, record: SQSRecord): void {
    if (!this.#may('DeleteMessage')) return;
    const ours = receiptHandle(message) === record.receiptHandle;
    if (ours && (this.queue.inFlight(message) || !this.queue.fifo)) this.queue.delete(message);
  }

  #may(action: 'ReceiveMessage' | 'DeleteMessage'): boolean {
    return may(this.world, this.functionArn, this.queue.arn, action);
  }

  /** The messages that stay in the queue: all of them when the function failed or named one that it was not given. */
  #kept(result: InvocationResult, records: readonly SQSRecord[]): ReadonlySet<string> {
    const all = new Set(records.map(({ messageId }) => messageId));
    if (!result.ok) return all;
    if (!this.options.reportBatchItemFailures) return new Set();
    const failures = batchItemFailures(result.value);
    return failures.every((id) => all.has(id)) ? new Set(failures) : all;
  }
}

/** An empty or missing list is a full success. */
function batchItemFailures(value: unknown): string[] {
  const response: { [K in keyof SQSBatchResponse]?: unknown } = isObject(value) ? value : {};
  const failures: unknown[] = Array.isArray(response.batchItemFailures) ? response.batchItemFailures : [];
  return failures.map((failure) => {
    const id = isObject(failure) ? failure['itemIdentifier'] : undefined;
    return typeof id === 'string' ? id : '';
  });
}

/** Lambda reads a queue with the function's role (AWS docs: Lambda, "Using Lambda with Amazon SQS"). */
const NEEDED = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'] as const;

function may(world: World, functionName: string, queueArn: string, action: (typeof NEEDED)[number]): boolean {
  const { roleArn = '', name = '' } = world.functions.find(functionName)?.definition ?? {};
  const role = world.iam.role(roleArn);
  const need = { action: `sqs:${action}`, resource: queueResource(world, queueArn), keys: {} };
  return role !== undefined && world.access.denialOf(role, name, need) === undefined;
}

/** AWS docs: Lambda, "Creating and configuring an Amazon SQS event source mapping". */
function checked(world: World, options: MappingOptions): { readonly queue: Queue; readonly functionArn: string } {
  const { queueArn, functionName, batchSize = 10, maximumConcurrency, batchingWindowSeconds = 0 } = options;
  const queue = world.sqs.queue(queueArn);
  if (!queue) throw invalid(`Error occurred while ReceiveMessage. SQS Error Code: QueueDoesNotExist. ${queueArn}`);
  const found = world.functions.find(functionName);
  if (!found) throw new AwsError('ResourceNotFoundException', `Function not found: ${functionName}`, {}, 404);
  const { timeoutSeconds, region } = found.definition;
  for (const action of NEEDED)
    if (!may(world, functionName, queueArn, action))
      throw invalid(`The provided execution role does not have permissions to call ${action} on SQS`);
  if (queue.region !== region) throw invalid('The queue and the function must be in the same region.');
  if (queue.visibilityTimeoutMs < timeoutSeconds * 1000)
    throw invalid(
      `Queue visibility timeout: ${queue.visibilityTimeoutMs / 1000} seconds is less than Function timeout: ${timeoutSeconds} seconds`,
    );
  if (batchSize < 1 || batchSize > (queue.fifo ? 10 : 10_000)) throw invalid(`Invalid batch size ${batchSize}.`);
  if (batchSize > 10 && batchingWindowSeconds < 1)
    throw invalid('Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10');
  if (batchingWindowSeconds > (queue.fifo ? 0 : 300))
    throw invalid(`Invalid batching window ${batchingWindowSeconds}.`);
  if (maximumConcurrency !== undefined && (maximumConcurrency < 2 || maximumConcurrency > 1000))
    throw invalid('MaximumConcurrency must be between 2 and 1000.');
  if ([...world.functions.mappings.values()].some((one) => one.queue === queue && one.functionArn === found.arn))
    throw new AwsError('ResourceConflictException', 'There is a mapping of this queue and function already.', {}, 409);
  return { queue, functionArn: found.arn };
}

function recordOf(queue: Queue, message: Message): SQSRecord {
  const { SenderId = '', SentTimestamp = '', ApproximateReceiveCount = '', ...rest } = systemAttributes(message);
  const { ApproximateFirstReceiveTimestamp = '' } = rest;
  const required = { SenderId, SentTimestamp, ApproximateReceiveCount, ApproximateFirstReceiveTimestamp };
  return {
    messageId: message.id,
    receiptHandle: receiptHandle(message),
    body: message.body,
    attributes: { ...rest, ...required },
    messageAttributes: Object.fromEntries(
      Object.entries(message.attributes).map(
        ([name, { DataType, StringValue, BinaryValue }]): [string, SQSMessageAttributes[string]] => [
          name,
          {
            dataType: DataType ?? 'String',
            ...(StringValue === undefined ? {} : { stringValue: StringValue }),
            ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
            stringListValues: [],
            binaryListValues: [],
          },
        ],
      ),
    ),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: queue.region,
  };
}
