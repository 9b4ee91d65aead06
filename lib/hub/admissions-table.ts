import {
  BatchGetItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type * as z from 'zod';
import { bind, type Bound } from '../aws/sdk/calls';
import { isFailure } from '../aws/sdk/failure';
import type { Session } from '../aws/sdk/session';
import { overlaps } from '../landing-zone';
import { addressText, type SpokeAddress } from '../names';
import {
  isInMesh,
  type AdmittedRange,
  type Admissions,
  type Leave,
  type VpcAddress,
  type VpcAdmission,
} from './admissions';
import { admission, block, conditionalWrite, keyItem, nameOf, read, stored, wait, type Key } from './admission-items';
import { allItems, itemsByKey, type Item } from './items';
import { blocksOfAll } from './range-blocks';

const CALLS = {
  batchGet: BatchGetItemCommand,
  query: QueryCommand,
  put: PutItemCommand,
  delete: DeleteItemCommand,
  transactWrite: TransactWriteItemsCommand,
};

/** A transaction that loses to another one is made anew from what that one wrote. */
const ATTEMPTS = 5;

/** The ranges that a VPC is to have, and what else is recorded of it. */
type Holding = readonly [vpc: VpcAddress, ranges: readonly AdmittedRange[], rest: Partial<VpcAdmission>];

const vpcKey = (vpc: VpcAddress): Key => ({ pk: addressText(vpc), sk: vpc.vpcId });
const blockKey = (name: string): Key => ({ pk: `range/${name}`, sk: 'admitted' });
const WAITING = 'waiting/';
const waitKey = (name: string, vpc: VpcAddress): Key => ({
  pk: `range/${name}`,
  sk: `${WAITING}${addressText(vpc)}/${vpc.vpcId}`,
});
/**
 * The admissions in one DynamoDB table. `pk` is `range/<block>`, and `sk` is `admitted` (all admitted ranges that touch the block)
 * or `waiting/<accountId>/<region>/<vpcId>`; or `pk` is `<accountId>/<region>` and `sk` a VPC id. An item is JSON in `record`.
 * Each write changes `version`, and each transaction requires the versions that it has read, so of two that race for
 * overlapping ranges one fails and reads again (DynamoDB Developer Guide, "Optimistic locking with version number").
 */
export class AdmissionsTable implements Admissions {
  readonly #name: string;
  readonly #calls: Bound<typeof CALLS>;

  /** `session`: the function's own credentials in the hub account, with a client of DynamoDB. */
  constructor(tableName: string, session: Session) {
    this.#name = tableName;
    this.#calls = bind(CALLS, session);
  }

  async ofSpoke(spoke: SpokeAddress): Promise<readonly VpcAdmission[]> {
    return (await this.#query(addressText(spoke))).map((item) => read(admission, item));
  }

  async ofVpcs(vpcs: readonly VpcAddress[]): Promise<readonly VpcAdmission[]> {
    return [...(await this.#items(vpcs.map(vpcKey))).values()].map((item) => read(admission, item));
  }

  async overlapping(cidrs: readonly string[]): Promise<readonly AdmittedRange[]> {
    const ranges = [...(await this.#items(blocksOfAll(cidrs).map(blockKey))).values()].flatMap((item) =>
      read(block, item),
    );
    return distinct(ranges.filter((range) => cidrs.some((cidr) => overlaps(cidr, range.cidr))));
  }

  hold(
    vpc: VpcAddress,
    ranges: readonly AdmittedRange[],
    organizationalUnitId?: string,
  ): Promise<readonly AdmittedRange[]> {
    return this.#hold(vpc, ranges, organizationalUnitId === undefined ? {} : { organizationalUnitId });
  }

  async release(vpc: VpcAddress, at: Date): Promise<void> {
    await this.#hold(vpc, [], { releasedAt: at.toISOString() });
  }

  async leave(vpc: VpcAddress, { since, drainedUntil }: Leave): Promise<void> {
    const key = vpcKey(vpc);
    const { value, version } = stored(admission, await this.#items([key]), key);
    const before: VpcAdmission = value ?? { ...addressOf(vpc), ranges: [], freed: [] };
    const after: VpcAdmission = {
      ...before,
      leavingSince: since.toISOString(),
      ...(drainedUntil === undefined ? {} : { drainedUntil: drainedUntil.toISOString() }),
    };
    await this.#calls.transactWrite({ TransactItems: [conditionalWrite(this.#name, key, after, version)] });
  }

  async waitFor(vpc: VpcAddress, cidrs: readonly string[]): Promise<void> {
    const record = { S: JSON.stringify({ ...addressOf(vpc), cidrs }) };
    for (const name of blocksOfAll(cidrs))
      await this.#calls.put({ TableName: this.#name, Item: { ...keyItem(waitKey(name, vpc)), record } });
  }

  async waitingFor(cidrs: readonly string[]): Promise<readonly VpcAddress[]> {
    const waits: z.infer<typeof wait>[] = [];
    for (const name of blocksOfAll(cidrs))
      waits.push(...(await this.#query(`range/${name}`, WAITING)).map((item) => read(wait, item)));
    const concerned = waits.filter((each) => each.cidrs.some((one) => cidrs.some((cidr) => overlaps(one, cidr))));
    return [...new Map(concerned.map((each) => [each.vpcId, addressOf(each)])).values()];
  }

  async forgetFreed(vpc: VpcAdmission, woken: readonly VpcAddress[]): Promise<void> {
    const TableName = this.#name;
    for (const name of blocksOfAll(vpc.freed))
      for (const each of woken) await this.#calls.delete({ TableName, Key: keyItem(waitKey(name, each)) });
    const key = vpcKey(vpc);
    const { value, version } = stored(admission, await this.#items([key]), key);
    if (value === undefined) return;
    const freed = value.freed.filter((cidr) => !vpc.freed.includes(cidr));
    await this.#calls.transactWrite({
      TransactItems: [conditionalWrite(this.#name, key, unlessEmpty({ ...value, freed }), version)],
    });
  }

  async #hold(...[vpc, ranges, rest]: Holding): Promise<readonly AdmittedRange[]> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#tryToHold(vpc, ranges, rest);
      } catch (error) {
        if (!isFailure(error, 'busy') || attempt === ATTEMPTS) throw error;
      }
  }

  async #tryToHold(...[vpc, ranges, rest]: Holding): Promise<readonly AdmittedRange[]> {
    const key = vpcKey(vpc);
    const wanted = blocksOfAll(cidrsOf(ranges));
    const first = await this.#items([key, ...wanted.map(blockKey)]);
    const { value: before, version } = stored(admission, first, key);
    const held = cidrsOf(before?.ranges ?? []);
    const others = blocksOfAll(held).filter((name) => !wanted.includes(name));
    const items = new Map([...first, ...(await this.#items(others.map(blockKey)))]);
    const blocks = [...wanted, ...others].map((name) => ({ name, ...stored(block, items, blockKey(name)) }));
    const inTheWay = blocks
      .flatMap(({ value = [] }) => value)
      .filter((other) => other.vpcId !== vpc.vpcId && ranges.some(({ cidr }) => overlaps(cidr, other.cidr)));
    if (inTheWay.length > 0) return distinct(inTheWay);
    const freed = [...(before?.freed ?? []), ...held].filter((cidr) => !cidrsOf(ranges).includes(cidr));
    const writes = [
      ...blocks.map(({ name, value = [], version: read }) => {
        const own = ranges.filter(({ cidr }) => overlaps(cidr, name));
        const all = [...value.filter(({ vpcId }) => vpcId !== vpc.vpcId), ...own];
        return { key: blockKey(name), value: all.length === 0 ? undefined : all, version: read };
      }),
      { key, value: unlessEmpty({ ...addressOf(vpc), ranges, freed: [...new Set(freed)], ...rest }), version },
    ].filter((each) => each.value !== undefined || each.version !== undefined);
    if (writes.length > 0)
      await this.#calls.transactWrite({
        TransactItems: writes.map((each) => conditionalWrite(this.#name, each.key, each.value, each.version)),
      });
    return [];
  }

  async #items(keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
    const items = await itemsByKey(
      (RequestItems) => this.#calls.batchGet({ RequestItems }),
      this.#name,
      keys.map(keyItem),
    );
    return new Map(items.map((item) => [nameOf(item), item]));
  }

  #query(pk: string, prefix?: string): Promise<readonly Item[]> {
    const condition =
      prefix === undefined
        ? { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: pk } } }
        : {
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': { S: pk }, ':prefix': { S: prefix } },
          };
    return allItems((start) =>
      this.#calls.query({ TableName: this.#name, ConsistentRead: true, ...condition, ...start }),
    );
  }
}

const cidrsOf = (ranges: readonly AdmittedRange[]): readonly string[] => ranges.map(({ cidr }) => cidr);

/** An admission that holds nothing and has no VPC to wake needs no item. */
const unlessEmpty = (vpc: VpcAdmission): VpcAdmission | undefined =>
  !isInMesh(vpc) && vpc.freed.length === 0 ? undefined : vpc;

const addressOf = ({ accountId, region, vpcId }: VpcAddress): VpcAddress => ({ accountId, region, vpcId });

/** A range that spans several blocks is in the item of each. */
const distinct = (ranges: readonly AdmittedRange[]): readonly AdmittedRange[] => [
  ...new Map(ranges.map((range) => [`${range.vpcId} ${range.cidr}`, range])).values(),
];
