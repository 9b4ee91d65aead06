import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { allPages } from '../aws/sdk/pages';

export type Item = Record<string, AttributeValue>;

interface ItemPage {
  readonly Items?: Item[] | undefined;
  readonly LastEvaluatedKey?: Item | undefined;
}

/** All items of a query or a scan. DynamoDB's key of the next page is passed as JSON. */
export const allItems = (page: (start: { readonly ExclusiveStartKey?: Item }) => Promise<ItemPage>): Promise<Item[]> =>
  allPages(async (token) => {
    const { Items, LastEvaluatedKey } = await page(
      token === undefined ? {} : { ExclusiveStartKey: JSON.parse(token) as Item },
    );
    return { items: Items, next: LastEvaluatedKey && JSON.stringify(LastEvaluatedKey) };
  });

/** Text that is JSON, parsed. */
export const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue('not JSON');
    return z.NEVER;
  }
});
