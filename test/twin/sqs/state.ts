import type { MessageAttributeValue } from '@aws-sdk/client-sqs';
import { parseArn } from '../arn';
import type { DeliveryFailure } from '../eventbridge/records';
import { serviceKeys } from '../iam/context';
import { policyAllows } from '../resource-policy';
import { Scoped } from '../scoped';
import type { World } from '../world';
import type { Queue } from './queue';
import { PARTS } from '../parts';

export interface MoveTask {
  readonly handle: string;
  readonly sourceArn: string;
  readonly destinationArn: string | undefined;
  readonly startedAt: number;
  readonly toMove: number;
  moved: number;
  status: 'RUNNING' | 'COMPLETED' | 'FAILED';
  failure?: string;
}

/** A message that an AWS service sends to a queue on its own behalf. */
export interface ServiceMessage {
  readonly body: string;
  /** `events.amazonaws.com` */
  readonly service: string;
  /** ARN of the rule, account of the rule: what a queue policy's conditions see. */
  readonly sourceArn: string;
  readonly sourceAccount: string;
  readonly groupId?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Queues of all accounts and regions. */
export class SqsState {
  readonly moveTasks: MoveTask[] = [];
  /** Names that were deleted less than a minute ago cannot be used. */
  readonly deletedAt = new Map<string, number>();
  readonly #scopes = new Scoped(() => new Map<string, Queue>());

  [PARTS](): readonly object[] {
    return [this.#scopes];
  }

  constructor(private readonly world: World) {}

  queues(place: { readonly accountId: string; readonly region: string }): Map<string, Queue> {
    return this.#scopes.of(place);
  }

  all(): Queue[] {
    return [...this.#scopes.all()].flatMap((queues) => [...queues.values()]);
  }

  queue(arn: string): Queue | undefined {
    const parsed = parseArn(arn);
    return parsed?.service === 'sqs' ? this.queues(parsed).get(parsed.resource) : undefined;
  }

  /** Takes a service's message if the queue exists and its policy lets the service send; returns why not otherwise. */
  receiveFromService(queueArn: string, message: ServiceMessage): DeliveryFailure | undefined {
    const queue = this.queue(queueArn);
    if (!queue) return { code: 'NO_RESOURCE', message: `The queue ${queueArn} does not exist.` };
    if (!this.#admits(queue, message))
      return { code: 'NO_PERMISSIONS', message: `${queueArn} does not allow sqs:SendMessage to ${message.service}.` };
    if (queue.fifo && message.groupId === undefined)
      return { code: 'INVALID_PARAMETER', message: 'The request must contain the parameter MessageGroupId.' };
    if (queue.fifo && queue.attributes.get('ContentBasedDeduplication') !== 'true')
      return { code: 'INVALID_PARAMETER', message: 'The queue has no content-based deduplication.' };
    const { body, groupId, attributes = {} } = message;
    queue.send({
      id: this.world.ids.uuid(),
      body,
      senderId: message.service,
      ...(groupId === undefined ? {} : { groupId }),
      attributes: Object.fromEntries(
        Object.entries(attributes).map(([name, value]): [string, MessageAttributeValue] => [
          name,
          { DataType: 'String', StringValue: value },
        ]),
      ),
    });
    return undefined;
  }

  #admits(queue: Queue, { service, sourceArn, sourceAccount }: ServiceMessage): boolean {
    return policyAllows(queue.attributes.get('Policy') ?? '', {
      requester: { type: 'Service', name: service },
      action: 'sqs:SendMessage',
      resource: queue.arn,
      context: serviceKeys(this.world, service, { arn: sourceArn, accountId: sourceAccount }),
    });
  }
}
