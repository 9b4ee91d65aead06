import { workers } from '../../infra/workers';
import { actionsOf } from '../../lib/aws/sdk/calls';
import type { World } from '../twin/world';

/** One line of what happened, as people and machines read it. */
export interface Entry {
  readonly at: string;
  readonly accountId: string;
  readonly region: string;
  readonly vpcId?: string;
  readonly kind: 'event' | 'change' | 'wait' | 'refusal';
  /** A call of AWS's API (`ec2:CreateRoute`), an event family, or how a worker stands. */
  readonly what: string;
  readonly because: string;
}

type Made = Omit<Entry, 'because'>;

interface Explained {
  readonly concept: string;
  readonly key: string;
  readonly because: string;
}

/** What one invocation has done and said so far. */
interface Doing {
  readonly made: Made[];
  readonly changes: Explained[];
  readonly after: Entry[];
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
}

/** The calls that each concept makes. */
const ACTIONS = new Map(
  [...workers.enroll.steps, ...workers.join.steps].map(({ kind, calls: { alsoNeeds: _more, ...calls } }) => [
    kind,
    new Set((['spoke', 'hub', 'management'] as const).flatMap((side) => actionsOf(calls, side))),
  ]),
);
const UNTOLD = /^(sts|sqs|dynamodb|events):/;

/**
 * Puts together what the world saw and what the functions logged: each change that one of our roles made, with the
 * reason the plan gave for it; each wait and refusal once; each event that woke a worker.
 */
export class Timeline {
  readonly entries: Entry[] = [];
  readonly #world: World;
  readonly #told = new Set<string>();
  readonly #doing = new Map<string, Doing>();
  readonly #listen: (entry: Entry) => void;

  constructor(world: World, listen: (entry: Entry) => void) {
    this.#world = world;
    this.#listen = listen;
    world.around.push(async ({ service, operation, input, call }, next) => {
      const output = await next();
      const what = `${service.iamPrefix}:${operation}`;
      if (call.invocationId !== undefined && isWrite(operation) && !UNTOLD.test(what)) {
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
    const doing = this.#doing.get(invocationId) ?? { made: [], changes: [], after: [] };
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
    if (message === 'worker woken')
      this.#tell({ ...place, kind: 'event', what: line.family ?? '', because: `wakes ${line.worker ?? ''}` });
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
    // The record of metrics is an invocation's last word.
    else if (message === undefined) this.#flush();
  }

  /** In the order of the calls, each with its change's reason; then what the worker waits for or refuses. */
  #flush(): void {
    for (const { made, changes, after } of this.#doing.values()) {
      const reasons = reasonsOf(made, changes);
      for (const entry of made)
        this.#tell({ ...entry, because: reasons.get(entry) ?? 'notes on the VPC how far it has come' });
      for (const entry of after) this.#once(entry);
    }
    this.#doing.clear();
  }

  #once(entry: Entry): void {
    const key = `${entry.accountId} ${entry.vpcId ?? ''} ${entry.because}`;
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.#tell(entry);
  }

  #tell(entry: Entry): void {
    this.entries.push(entry);
    this.#listen(entry);
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

/** A change is one call, or the same few calls as its neighbours of the same concept: told apart by counting. */
function reasonsOf(made: readonly Made[], changes: readonly Explained[]): ReadonlyMap<Made, string> {
  const reasons = new Map<Made, string>();
  for (const { concept, key } of changes) {
    const of = changes.filter((each) => each.concept === concept && each.key === key);
    const about = (each: Made): boolean =>
      key.startsWith('vpc-') ? each.vpcId === undefined || each.vpcId === key : each.accountId === key;
    const calls = made.filter((each) => ACTIONS.get(concept)?.has(each.what) && about(each));
    const each = Math.max(1, Math.floor(calls.length / of.length));
    for (const [index, call] of calls.entries())
      if (!reasons.has(call)) reasons.set(call, of[Math.min(of.length - 1, Math.floor(index / each))]?.because ?? '');
  }
  return reasons;
}

const isWrite = (operation: string): boolean => !/^(Describe|Get|List|Search)/.test(operation);

/** Enrolling calls the management account's API about another account. */
const accountIn = (input: unknown): string | undefined =>
  /"(?:AccountId|principals|Accounts)":\[?"(\d{12})"/.exec(JSON.stringify(input))?.[1];
