import { QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { bind } from '../aws/sdk/calls';
import type { Session } from '../aws/sdk/session';
import { LEDGER_LISTS, STATES, addressText, type SpokeAddress, type State } from '../names';
import { historyList } from './history';
import { valuesOf, type Item } from './items';
import type { TargetRecord } from './ledger';
import { change, readTarget, targetList } from './target-item';

/** A target with the spoke that it is in. */
export interface TargetEntry extends SpokeAddress {
  readonly record: TargetRecord;
}

/** What the overview counts of a target. */
export interface TargetMarks {
  readonly key: string;
  readonly flags: readonly string[];
}

const step = z.object({
  at: z.string(),
  accountId: z.string(),
  region: z.string(),
  key: z.string(),
  worker: z.string(),
  because: z.string(),
  callers: z.array(z.object({ call: z.string(), principal: z.string() })).exactOptional(),
  from: z.enum(STATES).exactOptional(),
  state: z.enum(STATES),
  segment: z.string().exactOptional(),
  text: z.string(),
  detail: z.string().exactOptional(),
  applied: z.array(change),
});
/** One step of a target's history. */
export type HistoryStep = Readonly<z.infer<typeof step>>;

const DAY_MS = 86_400_000;
/** Items of a page: a screen or two, so that people see the first ones at once, and little is held. */
const PAGE = 100;

/**
 * Reads the ledger for people: page by page, so that memory does not grow with the mesh. A record that cannot be read is left
 * out. Each method throws a `Failure` if DynamoDB refuses a call.
 */
export class LedgerReader {
  readonly #name: string;
  readonly #calls;

  /** `session`: credentials in the hub account, with a client of DynamoDB. */
  constructor(tableName: string, session: Session) {
    this.#name = tableName;
    this.#calls = bind({ query: QueryCommand }, session);
  }

  /** The keys and flags of the targets of a state, which are few bytes each. */
  async *marks(state: State): AsyncGenerator<readonly TargetMarks[]> {
    const query = { ...inList(targetList(state)), ProjectionExpression: 'sk, flags' };
    for await (const { Items = [] } of this.#pages(query))
      yield Items.map(({ sk, flags }) => ({ key: sk?.S ?? '', flags: (flags?.L ?? []).map(({ S = '' }) => S) }));
  }

  /** The VPCs of a state, in the order of their ids. */
  async *vpcs(state: State): AsyncGenerator<readonly TargetEntry[]> {
    for await (const { Items = [] } of this.#pages({ ...inList(targetList(state), VPCS), Limit: PAGE }))
      yield Items.flatMap(entryOf);
  }

  /** The spokes that have a target of this key: an account has one in each region. */
  async find(key: string): Promise<readonly TargetEntry[]> {
    const found: TargetEntry[] = [];
    for (const state of STATES)
      for await (const { Items = [] } of this.#pages(inList(targetList(state), { is: key })))
        found.push(...Items.flatMap(entryOf));
    return found;
  }

  /** All targets of a spoke. */
  async *ofSpoke(address: SpokeAddress): AsyncGenerator<readonly TargetEntry[]> {
    const query = {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: addressText(address) } },
    };
    for await (const { Items = [] } of this.#pages(query))
      yield Items.filter(({ sk }) => !sk?.S?.startsWith('spoke/')).flatMap(entryOf);
  }

  /** The history of a target, the newest step first. */
  async *history(address: SpokeAddress, key: string): AsyncGenerator<readonly HistoryStep[]> {
    const query = {
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `history/${addressText(address)}/${key}` } },
      ScanIndexForward: false,
      Limit: PAGE,
    };
    for await (const { Items = [] } of this.#pages(query)) yield Items.flatMap(stepOf);
  }

  /** The history of all targets since a time, the newest step first. */
  async *historySince(since: Date, now: Date): AsyncGenerator<readonly HistoryStep[]> {
    const first = since.toISOString();
    for (let time = now.getTime(); ; time -= DAY_MS) {
      const day = new Date(time).toISOString().slice(0, 10);
      if (day < first.slice(0, 10)) return;
      const query = { ...inList(historyList(day), { from: first }), ScanIndexForward: false, Limit: PAGE };
      for await (const { Items = [] } of this.#pages(query)) yield Items.flatMap(stepOf);
    }
  }

  async *#pages(query: Omit<QueryCommandInput, 'TableName' | 'ExclusiveStartKey'>) {
    let start: Item | undefined;
    do {
      const page = await this.#calls.query({
        ...{ TableName: this.#name, ...query },
        ...(start ? { ExclusiveStartKey: start } : {}),
      });
      yield page;
      start = page.LastEvaluatedKey;
    } while (start);
  }
}

type Keys = { readonly prefix: string } | { readonly is: string } | { readonly from: string };
const VPCS: Keys = { prefix: 'vpc-' };

/** A query of the index: the items of a list, of which the sort keys are as given. */
function inList(list: string, keys?: Keys) {
  const [condition, sk] = keys === undefined ? ['', undefined] : conditionOf(keys);
  return {
    IndexName: LEDGER_LISTS,
    KeyConditionExpression: `#list = :list${condition}`,
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': { S: list }, ...(sk === undefined ? {} : { ':sk': { S: sk } }) },
  };
}

function conditionOf(keys: Keys): readonly [condition: string, sk: string] {
  if ('prefix' in keys) return [' AND begins_with(sk, :sk)', keys.prefix];
  return 'is' in keys ? [' AND sk = :sk', keys.is] : [' AND sk >= :sk', keys.from];
}

function entryOf(item: Item): readonly TargetEntry[] {
  const [accountId = '', region = ''] = (item['pk']?.S ?? '').split('/');
  const record = readTarget(item);
  return record === undefined ? [] : [{ accountId, region, record }];
}

const stepOf = (item: Item): readonly HistoryStep[] => {
  const { data } = step.safeParse(valuesOf(item));
  return data === undefined ? [] : [data];
};
