import type { DeliveryFailure } from '../eventbridge/records';
import { policyAllows } from '../resource-policy';
import type { ServiceMessage } from '../sqs/state';
import type { World } from '../world';
import { PARTS } from '../parts';

export interface Subscription {
  readonly arn: string;
  readonly endpoint: string;
  /** Whether the address's owner has followed the link in the message that SNS sent. */
  confirmed: boolean;
}

export interface Topic {
  readonly arn: string;
  /** Without a policy only the owner's principals can publish. */
  policy: string;
  readonly messages: string[];
  /** E-mail addresses, in the order of subscribing. */
  readonly subscriptions: Subscription[];
}

export interface Mail {
  readonly topicArn: string;
  readonly subject: string;
  readonly text: string;
}

/** Topics with subscriptions by e-mail. Published messages are kept for tests, and so is what addresses have received. */
export class SnsState {
  readonly #topics = new Map<string, Topic>();
  readonly #mail = new Map<string, Mail[]>();

  [PARTS](): readonly object[] {
    return [this.#topics, this.#mail];
  }

  constructor(private readonly world: World) {}

  /** Makes a topic; one of the same name is found again, as on AWS. */
  create(arn: string): void {
    if (!this.#topics.has(arn)) this.#topics.set(arn, { arn, policy: '', messages: [], subscriptions: [] });
  }

  has(arn: string): boolean {
    return this.#topics.has(arn);
  }

  topic(arn: string): Topic | undefined {
    return this.#topics.get(arn);
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

  /** Subscribes an address; one that is subscribed is found again. */
  subscribe(topic: Topic, endpoint: string): Subscription {
    const known = topic.subscriptions.find((each) => each.endpoint === endpoint);
    const made: Subscription = known ?? { arn: `${topic.arn}:${this.world.ids.uuid()}`, endpoint, confirmed: false };
    if (!known) topic.subscriptions.push(made);
    return made;
  }

  unsubscribe(arn: string): void {
    for (const { subscriptions } of this.#topics.values()) {
      const index = subscriptions.findIndex((each) => each.arn === arn);
      if (index >= 0) subscriptions.splice(index, 1);
    }
  }

  /** The owner of an address follows the link in every message that asks to confirm a subscription. */
  confirm(endpoint: string): void {
    for (const { subscriptions } of this.#topics.values())
      for (const each of subscriptions) if (each.endpoint === endpoint) each.confirmed = true;
  }

  /** What an address has received, oldest first, without the messages that ask to confirm a subscription. */
  mailbox(endpoint: string): readonly Mail[] {
    return this.#mail.get(endpoint) ?? [];
  }

  /** What was published, oldest first. */
  messages(arn: string): readonly string[] {
    return this.#topics.get(arn)?.messages ?? [];
  }

  /** Delivers to every confirmed address. Without a subject SNS sends one of its own. */
  publish(topic: Topic, text: string, subject = 'AWS Notification Message'): void {
    topic.messages.push(text);
    for (const { endpoint, confirmed } of topic.subscriptions)
      if (confirmed) this.#mail.set(endpoint, [...this.mailbox(endpoint), { topicArn: topic.arn, subject, text }]);
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
    this.publish(topic, body);
    return undefined;
  }
}
