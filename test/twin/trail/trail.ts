import type { BusEvent, EventDraft } from '../eventbridge/event';
import type { World } from '../world';
import type { AwsError } from '../wire/errors';
import type { Invocation } from '../wire/service';
import { apiCallRecord, isDataEvent, regionOf, serviceEventRecord, type Place, type ServiceEvent } from './record';
import { PARTS } from '../parts';

export interface TagChange extends Place {
  readonly arn: string;
  /** `ec2` */
  readonly service: string;
  /** `vpc` */
  readonly resourceType: string;
  readonly changedKeys: readonly string[];
  /** All tags after the change. */
  readonly tags: Readonly<Record<string, string>> | ReadonlyMap<string, string>;
}

export interface DirectEvent extends Place {
  readonly source: string;
  readonly detailType: string;
  readonly resources?: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

const isMap = (tags: TagChange['tags']): tags is ReadonlyMap<string, string> => tags instanceof Map;

/** Puts events of the world on the default buses: through CloudTrail, or from services directly. */
export class Trail {
  /** An organization trail logs. Without one, AWS sends EventBridge nothing that comes through CloudTrail. */
  enabled = true;
  /** How long an event takes to its bus, in milliseconds. */
  delay = 1000;
  /** Every event that was put on a default bus by AWS itself. */
  readonly published: BusEvent[] = [];
  readonly #versions = new Map<string, number>();

  [PARTS](): readonly object[] {
    return [this.#versions];
  }

  constructor(private readonly world: World) {}

  /**
   * Logs one API call in the caller's account: in its region, or in us-east-1 for a global service. Failed calls are
   * logged too. Data events (messages, objects, items, PutEvents) are not.
   */
  apiCall(invocation: Invocation, result: { readonly output: unknown } | { readonly error: AwsError }): void {
    if (!this.enabled || isDataEvent(invocation)) return;
    this.#publish(
      { accountId: invocation.call.accountId, region: regionOf(invocation) },
      {
        source: `aws.${invocation.service.iamPrefix}`,
        'detail-type': 'AWS API Call via CloudTrail',
        detail: apiCallRecord(this.world, invocation, result),
      },
    );
  }

  /** Logs what a service did on its own: the end of an account's creation, Control Tower's lifecycle events. */
  serviceEvent(event: ServiceEvent): void {
    if (!this.enabled) return;
    this.#publish(event, {
      source: event.source,
      'detail-type': event.detailType ?? 'AWS Service Event via CloudTrail',
      detail: serviceEventRecord(this.world, event),
    });
  }

  /** `Tag Change on Resource`, which needs no trail. `version` counts the changes of one resource from 1. */
  tagChange({ accountId, region, arn, service, resourceType, changedKeys, tags }: TagChange): void {
    const version = (this.#versions.get(arn) ?? 0) + 1;
    this.#versions.set(arn, version);
    this.direct({
      accountId,
      region,
      source: 'aws.tag',
      detailType: 'Tag Change on Resource',
      resources: [arn],
      detail: {
        'changed-tag-keys': [...changedKeys],
        service,
        'resource-type': resourceType,
        version,
        'version-timestamp': String(this.world.clock.now().getTime()),
        'tag-policy-compliant': 'true',
        tags: isMap(tags) ? Object.fromEntries(tags) : { ...tags },
      },
    });
  }

  /** An event that a service sends to EventBridge itself. */
  direct({ accountId, region, source, detailType, resources, detail }: DirectEvent): void {
    this.#publish(
      { accountId, region },
      { source, 'detail-type': detailType, detail, ...(resources === undefined ? {} : { resources }) },
    );
  }

  #publish(place: Place, draft: EventDraft): void {
    this.world.clock.after(this.delay, () => {
      this.published.push(this.world.eventbridge.publish(place, draft));
    });
  }
}
