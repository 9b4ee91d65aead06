import { concepts } from '../../lib/concepts';
import { actionsOf } from '../../lib/aws/calls';
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

interface Made {
  readonly entry: Omit<Entry, 'because'>;
}

interface LogLine {
  readonly message?: string;
  readonly function_request_id?: string;
  readonly account?: string;
  readonly region?: string;
  readonly concept?: string;
  readonly key?: string;
  readonly because?: string;
  readonly family?: string;
  readonly worker?: string;
}

const ACTIONS = new Map(
  [...concepts.enroll, ...concepts.join].map(({ kind, calls }) => [
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
  readonly #made = new Map<string, Made[]>();
  readonly #listen: (entry: Entry) => void;

  constructor(world: World, listen: (entry: Entry) => void) {
    this.#world = world;
    this.#listen = listen;
    world.around.push(async ({ service, operation, input, call }, next) => {
      const output = await next();
      const record = world.calls.at(-1);
      const what = `${service.iamPrefix}:${operation}`;
      if (
        call.invocationId !== undefined &&
        record?.mutating !== undefined &&
        isWrite(operation) &&
        !UNTOLD.test(what)
      ) {
        const vpcId = this.#vpcIn(input);
        const accountId = world.ec2.vpc(vpcId ?? '')?.ownerId ?? accountIn(input) ?? call.accountId;
        const entry = {
          at: world.clock.now().toISOString(),
          accountId,
          region: call.region,
          kind: 'change',
          what,
          ...(vpcId ? { vpcId } : {}),
        } as const;
        this.#made.set(call.invocationId, [...(this.#made.get(call.invocationId) ?? []), { entry }]);
      }
      return output;
    });
    world.functions.onLog = (line) => this.#read(line);
  }

  #read(text: string): void {
    const line = JSON.parse(text) as LogLine;
    const { message, account = '', region = '', because = '', key } = line;
    const at = this.#world.clock.now().toISOString();
    const place = { at, accountId: account, region, ...(key?.startsWith('vpc-') ? { vpcId: key } : {}) };
    switch (message) {
      case 'woke':
        this.#tell({ ...place, kind: 'event', what: line.family ?? '', because: `wakes ${line.worker ?? ''}` });
        break;
      case 'changed':
        this.#explain(line);
        break;
      case 'waiting':
      case 'failed':
        if (because !== '') this.#once({ ...place, kind: 'wait', what: message, because });
        break;
      case 'refused':
        this.#once({ ...place, kind: 'refusal', what: 'refused', because });
        break;
      case undefined:
        this.#flush();
    }
  }

  /** A change of the plan is one call, or the few that its concept makes for one. */
  #explain({ function_request_id: id = '', concept = '', key, because = '' }: LogLine): void {
    const made = this.#made.get(id) ?? [];
    const actions = ACTIONS.get(concept) ?? new Set();
    const belongs = ({ entry }: Made): boolean =>
      actions.has(entry.what) && (entry.vpcId === undefined || entry.vpcId === key);
    const first = made.findIndex(belongs);
    if (first === -1) return;
    const end = made.findIndex(
      (each, index) => index > first && (!belongs(each) || each.entry.what === made[first]?.entry.what),
    );
    for (const { entry } of made.splice(first, (end === -1 ? made.length : end) - first))
      this.#tell({ ...entry, because });
  }

  /** What no plan explains: the worker's own note on the VPC. */
  #flush(): void {
    for (const made of this.#made.values())
      for (const { entry } of made.splice(0)) this.#tell({ ...entry, because: 'notes on the VPC how far it has come' });
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
    const text = JSON.stringify(input) ?? '';
    const { ec2 } = this.#world;
    const direct = /vpc-[0-9a-f]{8,}/.exec(text)?.[0];
    const table = /(?<!-)rtb-[0-9a-f]+/.exec(text)?.[0];
    const attachment = /tgw-attach-[0-9a-f]+/.exec(text)?.[0];
    return (
      direct ?? ec2.transitGatewayAttachments.get(attachment ?? '')?.vpcId ?? ec2.routeTables.get(table ?? '')?.vpcId
    );
  }
}

const isWrite = (operation: string): boolean => !/^(Describe|Get|List|Search)/.test(operation);

/** Enrolling calls the management account's API about another account. */
const accountIn = (input: unknown): string | undefined =>
  /"(?:AccountId|principals|Accounts)":\[?"(\d{12})"/.exec(JSON.stringify(input) ?? '')?.[1];
