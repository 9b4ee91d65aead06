import { AwsError } from '../wire/errors';
import { Scoped } from '../scoped';
import type { World } from '../world';
import { deliver } from './delivery';
import { wholeSeconds, type BusEvent, type EventDraft } from './event';
import type { Archive, Arrival, EventBus, Replay, Rule, StoredTarget, Undelivered } from './records';
import { PARTS } from '../parts';

interface Scope {
  readonly accountId: string;
  readonly region: string;
  readonly buses: Map<string, EventBus>;
  readonly archives: Map<string, Archive>;
  readonly replays: Map<string, Replay>;
}

/** The effect of an interceptor on one delivery to a target. */
export type Interception = 'deliver' | 'lose' | 'twice' | { readonly delayMs: number };

/** Buses, rules, archives and replays of all accounts and regions. */
export class EventBridgeState {
  /** From a bus to a target of a matching rule, in milliseconds. */
  latency = 200;
  /** Faults between a rule and its target, called in order for each delivery. */
  readonly interceptors: ((delivery: {
    readonly rule: Rule;
    readonly targetArn: string;
    readonly event: BusEvent;
    readonly bus: EventBus;
  }) => Interception)[] = [];
  /** Faults before a bus: a lost event reaches neither its rules nor its archives. */
  readonly busInterceptors: ((arrival: { readonly event: BusEvent; readonly bus: EventBus }) => 'deliver' | 'lose')[] =
    [];
  /**
   * Whether PutTargets also evaluates the policy of another account's bus, and whether it then has the ARN of the target's
   * role and the sources of the rule's pattern as condition keys. AWS does not document it.
   */
  busPolicyAtPutTargets: 'unread' | 'with keys' | 'without keys' = 'unread';
  /** Regions whose buses no rule of another region may have as a target: AWS's list of destinations may omit new regions. */
  readonly closedDestinations = new Set<string>();
  readonly undelivered: Undelivered[] = [];
  readonly #scopes: Scoped<Scope>;

  constructor(private readonly world: World) {
    this.#scopes = new Scoped((accountId, region) => ({
      accountId,
      region,
      buses: new Map([['default', this.newBus({ accountId, region }, 'default')]]),
      archives: new Map(),
      replays: new Map(),
    }));
  }

  [PARTS](): readonly object[] {
    return [this.#scopes];
  }

  /** Puts an event of an AWS service on the default bus, and returns it as it is delivered. */
  publish(place: { readonly accountId: string; readonly region: string }, draft: EventDraft): BusEvent {
    const event = this.envelope(place, draft);
    this.arrive(this.defaultBus(place), { event, forwarded: false });
    return event;
  }

  envelope(
    { accountId, region }: { readonly accountId: string; readonly region: string },
    draft: EventDraft,
  ): BusEvent {
    return {
      version: '0',
      id: this.world.ids.uuid(),
      'detail-type': draft['detail-type'],
      source: draft.source,
      account: accountId,
      time: wholeSeconds(draft.time ?? this.world.clock.now()),
      region,
      resources: draft.resources ?? [],
      detail: draft.detail,
    };
  }

  /** An event reaches a bus: its rules see it, unless it is lost. */
  arrive(bus: EventBus, arrival: Arrival): void {
    const { event, onlyRules } = arrival;
    if (this.busInterceptors.some((intercept) => intercept({ event, bus }) === 'lose')) return;
    for (const rule of [...bus.rules.values()])
      if ((!onlyRules || onlyRules.has(rule.arn)) && sees(rule, event)) this.trigger(rule, arrival);
  }

  /** Sends an event to all targets of a rule. */
  trigger(rule: Rule, arrival: Arrival): void {
    const archive = rule.managedBy === undefined ? undefined : this.archiveBehind(rule);
    if (archive) {
      const bytes = Buffer.byteLength(JSON.stringify(arrival.event));
      archive.events.push({ arrival, archivedAt: this.world.clock.now(), bytes });
      return;
    }
    for (const target of rule.targets.values()) this.#dispatch(rule, target, arrival);
  }

  #dispatch(rule: Rule, target: StoredTarget, arrival: Arrival): void {
    const delivery = { rule, targetArn: target.Arn, event: arrival.event, bus: rule.bus };
    let copies = 1;
    let delay = this.latency;
    for (const intercept of this.interceptors) {
      const answer = intercept(delivery);
      if (answer === 'lose') return;
      if (answer === 'twice') copies++;
      if (typeof answer === 'object') delay += answer.delayMs;
    }
    for (let copy = 0; copy < copies; copy++)
      this.world.clock.after(delay, () => deliver(this.world, { rule, target, arrival }));
  }

  scope(place: { readonly accountId: string; readonly region: string }): Scope {
    return this.#scopes.of(place);
  }

  defaultBus(place: { readonly accountId: string; readonly region: string }): EventBus {
    const bus = this.scope(place).buses.get('default');
    if (!bus) throw new Error('A default bus cannot be deleted.');
    return bus;
  }

  /** The bus with this name or ARN; by name, in the given account and region. */
  findBus(place: { readonly accountId: string; readonly region: string }, nameOrArn = 'default'): EventBus | undefined {
    const [, region, accountId, name] = /^arn:aws:events:([^:]+):(\d{12}):event-bus\/(.+)$/.exec(nameOrArn) ?? [];
    if (region && accountId && name) return this.scope({ accountId, region }).buses.get(name);
    return this.scope(place).buses.get(nameOrArn);
  }

  /** Throws ResourceNotFoundException. */
  bus(place: { readonly accountId: string; readonly region: string }, nameOrArn = 'default'): EventBus {
    const bus = this.findBus(place, nameOrArn);
    if (!bus) throw new AwsError('ResourceNotFoundException', `Event bus ${nameOrArn} does not exist.`);
    return bus;
  }

  newBus({ accountId, region }: { readonly accountId: string; readonly region: string }, name: string): EventBus {
    return {
      name,
      arn: `arn:aws:events:${region}:${accountId}:event-bus/${name}`,
      accountId,
      region,
      createdAt: this.world.clock.now(),
      rules: new Map(),
      tags: new Map(),
    };
  }

  /** Those of all accounts and regions. */
  archives(): Archive[] {
    return [...this.#scopes.all()].flatMap(({ archives }) => [...archives.values()]);
  }

  archiveBehind(rule: Rule): Archive | undefined {
    return [...this.scope(rule.bus).archives.values()].find((archive) => archive.rule === rule);
  }
}

/** Read-only calls that CloudTrail logs reach only rules that include all management events. */
function sees(rule: Rule, event: BusEvent): boolean {
  if (rule.state === 'DISABLED' || !rule.matches) return false;
  const readOnly = event['detail-type'] === 'AWS API Call via CloudTrail' && event.detail['readOnly'] === true;
  if (readOnly && rule.state !== 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS') return false;
  return rule.matches(event);
}
