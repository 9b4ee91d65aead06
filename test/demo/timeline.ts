import { workers } from '../../infra/workers';
import { actionsOf } from '../../lib/aws/sdk/calls';
import type { World } from '../twin/world';

/** One thing that happened, as people and machines read it. */
export interface Entry {
  readonly at: string;
  readonly accountId: string;
  readonly region: string;
  readonly vpcId?: string;
  readonly kind: 'event' | 'change' | 'wait' | 'refusal';
  /** An AWS API call (`ec2:CreateRoute`), an event family, or the status of a reconcile. */
  readonly what: string;
  readonly because: string;
}

export type Intent = 'join' | 'leave';
/** Whether the VPC of an entry is joining or leaving, where that is known. */
export type Listener = (entry: Entry, intent: Intent | undefined) => void;

type Made = Omit<Entry, 'because'>;

interface Explained {
  readonly concept: string;
  readonly key: string;
  readonly because: string;
}

/** The calls and the log lines of one invocation so far. */
interface Doing {
  readonly made: Made[];
  readonly changes: Explained[];
  readonly after: Entry[];
  readonly intents: Map<string, Intent>;
}

interface LogLine {
  readonly message?: string;
  readonly function_request_id?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly concept?: string;
  readonly key?: string;
  readonly because?: string;
  readonly family?: string;
  readonly worker?: string;
  readonly status?: string;
  readonly intent?: Intent;
}

/** The calls that each concept makes. */
const ACTIONS = new Map(
  [...workers.enroll.steps, ...workers.join.steps].map(({ kind, calls: { alsoNeeds: _more, ...calls } }) => [
    kind,
    new Set((['spoke', 'hub', 'management'] as const).flatMap((side) => actionsOf(calls, side))),
  ]),
);

/** Every write that the concepts of enrolling and joining make, such as `ec2:CreateRoute`. */
export const writesOfConcepts = (): readonly string[] =>
  [...new Set([...ACTIONS.values()].flatMap((actions) => [...actions]))].filter((action) =>
    isWrite(action.split(':')[1] ?? ''),
  );

const LEFT_OUT = /^(sts|sqs|dynamodb|events):/;

/**
 * Merges what the world served with what the functions logged: each change that one of our roles made, with the reason in
 * the plan; each wait and each refusal once; each event that woke a worker.
 */
export class Timeline {
  readonly entries: Entry[] = [];
  readonly #world: World;
  readonly #seen = new Set<string>();
  readonly #doing = new Map<string, Doing>();
  readonly #listen: Listener;

  constructor(world: World, listen: Listener) {
    this.#world = world;
    this.#listen = listen;
    world.around.push(async ({ service, operation, input, call }, next) => {
      const output = await next();
      const what = `${service.iamPrefix}:${operation}`;
      if (call.invocationId !== undefined && isWrite(operation) && !LEFT_OUT.test(what)) {
        const vpcId = this.#vpcIn(input);
        const accountId = world.ec2.vpc(vpcId ?? '')?.ownerId ?? accountIn(input) ?? call.accountId;
        const at = world.clock.now().toISOString();
        const made: Made = { at, accountId, region: call.region, kind: 'change', what, ...(vpcId ? { vpcId } : {}) };
        this.#of(call.invocationId).made.push(made);
      }
      return output;
    });
    world.functions.onLog = (line) => this.#read(line);
  }

  #of(invocationId: string): Doing {
    const doing = this.#doing.get(invocationId) ?? { made: [], changes: [], after: [], intents: new Map() };
    this.#doing.set(invocationId, doing);
    return doing;
  }

  #read(text: string): void {
    const {
      message,
      function_request_id: id = '',
      accountId = '',
      region = '',
      because = '',
      ...line
    } = JSON.parse(text) as LogLine;
    const { key = '', concept = '' } = line;
    const at = this.#world.clock.now().toISOString();
    const place = { at, accountId, region, ...(key.startsWith('vpc-') ? { vpcId: key } : {}) };
    if (line.intent !== undefined) this.#of(id).intents.set(key, line.intent);
    if (message === 'worker woken')
      this.#add({ ...place, kind: 'event', what: line.family ?? '', because: `wakes ${line.worker ?? ''}` });
    else if (message === 'change applied') this.#of(id).changes.push({ concept, key, because });
    else if (message === 'spoke waits' || message === 'reconcile failed')
      this.#of(id).after.push({
        ...place,
        kind: 'wait',
        what: message === 'spoke waits' ? 'waiting' : 'failed',
        because,
      });
    else if (line.status === 'refused')
      this.#of(id).after.push({ ...place, kind: 'refusal', what: 'refused', because });
    else if (line.status === 'waiting') this.#of(id).after.push({ ...place, kind: 'wait', what: 'waiting', because });
    // An invocation writes its metrics last.
    else if (message === undefined) this.#flush();
  }

  /** Calls in their order, each with the reason of its change; then waits and refusals. */
  #flush(): void {
    for (const { made, changes, after, intents } of this.#doing.values()) {
      const reasons = reasonsOf(made, changes);
      for (const entry of made) {
        const { key = '', because = 'the status of the VPC, in its tag' } = reasons.get(entry) ?? {};
        // Some calls name no VPC: DeleteFlowLogs has the id of the log.
        const vpcId = entry.vpcId ?? (key.startsWith('vpc-') ? key : undefined);
        this.#add({ ...entry, ...(vpcId === undefined ? {} : { vpcId }), because }, intents.get(vpcId ?? ''));
      }
      for (const entry of after) this.#once(entry);
    }
    this.#doing.clear();
  }

  #once(entry: Entry): void {
    const key = `${entry.accountId} ${entry.vpcId ?? ''} ${entry.because}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#add(entry);
  }

  #add(entry: Entry, intent?: Intent): void {
    this.entries.push(entry);
    this.#listen(entry, intent);
  }

  /** The VPC that a request is about, by its own id or by that of something in it. */
  #vpcIn(input: unknown): string | undefined {
    const text = JSON.stringify(input);
    const { ec2 } = this.#world;
    const direct = /vpc-[0-9a-f]{8,}/.exec(text)?.[0];
    const table = /(?<!-)rtb-[0-9a-f]+/.exec(text)?.[0];
    const attachment = /tgw-attach-[0-9a-f]+/.exec(text)?.[0];
    return (
      direct ?? ec2.transitGatewayAttachments.get(attachment ?? '')?.vpcId ?? ec2.routeTables.get(table ?? '')?.vpcId
    );
  }
}

/** A change is one call, or the same few calls as other changes of its concept: they are matched by counting. */
function reasonsOf(made: readonly Made[], changes: readonly Explained[]): ReadonlyMap<Made, Explained> {
  const reasons = new Map<Made, Explained>();
  for (const { concept, key } of changes) {
    const of = changes.filter((each) => each.concept === concept && each.key === key);
    const about = (each: Made): boolean =>
      key.startsWith('vpc-') ? each.vpcId === undefined || each.vpcId === key : each.accountId === key;
    const calls = made.filter((each) => ACTIONS.get(concept)?.has(each.what) && about(each));
    const each = Math.max(1, Math.floor(calls.length / of.length));
    for (const [index, call] of calls.entries()) {
      const reason = of[Math.min(of.length - 1, Math.floor(index / each))];
      if (reason && !reasons.has(call)) reasons.set(call, reason);
    }
  }
  return reasons;
}

const isWrite = (operation: string): boolean => !/^(Describe|Get|List|Search)/.test(operation);

/** Enrolling calls the management account's API about another account. */
const accountIn = (input: unknown): string | undefined =>
  /"(?:AccountId|principals|Accounts)":\[?"(\d{12})"/.exec(JSON.stringify(input))?.[1];
