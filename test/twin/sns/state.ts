import type { DeliveryFailure } from '../eventbridge/records';
import { policyAllows } from '../resource-policy';
import type { ServiceMessage } from '../sqs/state';
import type { World } from '../world';
import { PARTS } from '../parts';

interface Topic {
  /** Without a policy only the owner's principals can publish. */
  policy: string;
  readonly messages: string[];
}

/** Topics as stacks make them. Subscriptions are not modelled: published messages are kept for tests. */
export class SnsState {
  readonly #topics = new Map<string, Topic>();

  [PARTS](): readonly object[] {
    return [this.#topics];
  }

  constructor(private readonly world: World) {}

  /** Makes a topic; one of the same name is found again, as on AWS. */
  create(arn: string): void {
    if (!this.#topics.has(arn)) this.#topics.set(arn, { policy: '', messages: [] });
  }

  has(arn: string): boolean {
    return this.#topics.has(arn);
  }

  /** The ARNs of all topics. */
  topics(): readonly string[] {
    return [...this.#topics.keys()];
  }

  setPolicy(arn: string, policy: string): boolean {
    const topic = this.#topics.get(arn);
    if (topic) topic.policy = policy;
    return topic !== undefined;
  }

  remove(arn: string): void {
    this.#topics.delete(arn);
  }

  /** What was published, oldest first. */
  messages(arn: string): readonly string[] {
    return this.#topics.get(arn)?.messages ?? [];
  }

  receiveFromService(
    arn: string,
    {
      body,
      service,
      sourceArn,
      sourceAccount,
    }: Pick<ServiceMessage, 'body' | 'service' | 'sourceArn' | 'sourceAccount'>,
  ): DeliveryFailure | undefined {
    const topic = this.#topics.get(arn);
    if (!topic) return { code: 'NO_RESOURCE', message: `The topic ${arn} does not exist.` };
    const { organizations } = this.world;
    const admitted = policyAllows(topic.policy, {
      requester: { type: 'Service', name: service },
      action: 'sns:Publish',
      resource: arn,
      context: {
        'aws:SourceArn': sourceArn,
        'aws:SourceAccount': sourceAccount,
        'aws:SourceOrgID': organizations.isMember(sourceAccount) ? organizations.organizationId : undefined,
      },
    });
    if (!admitted) return { code: 'NO_PERMISSIONS', message: `${arn} does not allow sns:Publish to ${service}.` };
    topic.messages.push(body);
    return undefined;
  }
}
