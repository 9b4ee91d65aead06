import type * as dynamodb from '@aws-sdk/client-dynamodb';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import { requireSize } from './items';
import { project, projection } from './projections';
import { Placeholders } from './tokens';
import { exactKeyOf, invalid, keyOf } from './values';

const MAX_WRITES = 25;
const MAX_READS = 100;

/** Many items at once; nothing is ever left unprocessed here. */
export const batchOps = (world: World): Ops<typeof dynamodb> => ({
  BatchGetItem({ RequestItems: requests = {} }, call) {
    const count = Object.values(requests).reduce((sum, { Keys = [] }) => sum + Keys.length, 0);
    if (count < 1 || count > MAX_READS) throw invalid(`Too many items requested for the BatchGetItem call`);
    const responses = Object.entries(requests).map(([name, request]): [string, Record<string, AttributeValue>[]] => {
      const table = world.dynamodb.activeTable(name, call);
      const placeholders = new Placeholders(request.ExpressionAttributeNames, undefined);
      const paths = projection(request.ProjectionExpression, placeholders);
      placeholders.requireAllUsed();
      const keys = (request.Keys ?? []).map((key) => exactKeyOf(table, key));
      requireDistinct(keys);
      const items = keys.map((key) => table.items.get(key)).filter((item) => item !== undefined);
      return [name, items.map((item) => project(item, paths))];
    });
    return { Responses: Object.fromEntries(responses), UnprocessedKeys: {} };
  },

  BatchWriteItem({ RequestItems: requests = {} }, call) {
    const count = Object.values(requests).reduce((sum, writes) => sum + writes.length, 0);
    if (count < 1 || count > MAX_WRITES) throw invalid('Too many items requested for the BatchWriteItem call');
    const checked = Object.entries(requests).map(([name, writes]) => {
      const table = world.dynamodb.activeTable(name, call);
      const keyed = writes.map(({ PutRequest: put, DeleteRequest: remove }) => {
        if (!put === !remove)
          throw invalid('Supplied AttributeValue has more than one datatypes set, must contain exactly one');
        if (put) requireSize(put.Item ?? {});
        return { key: put ? keyOf(table, put.Item ?? {}) : exactKeyOf(table, remove?.Key), item: put?.Item };
      });
      requireDistinct(keyed.map(({ key }) => key));
      return { table, keyed };
    });
    for (const { table, keyed } of checked)
      for (const { key, item } of keyed)
        if (item) table.items.set(key, item);
        else table.items.delete(key);
    return { UnprocessedItems: {} };
  },
});

function requireDistinct(keys: readonly string[]): void {
  if (new Set(keys).size < keys.length) throw invalid('Provided list of item keys contains duplicates');
}
