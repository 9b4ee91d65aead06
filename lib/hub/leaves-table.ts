import { isDeepStrictEqual } from 'node:util';
import { BatchGetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { bind, type Bound } from '../aws/sdk/calls';
import { isFailure } from '../aws/sdk/failure';
import type { Session } from '../aws/sdk/session';
import type { LeaveLimit } from '../landing-zone';
import { LEAVES_PARTITION } from '../names';
import { conditionalWrite, keyItem, nameOf, stored, type Key } from './admission-items';
import {
  NO_LEAVES,
  decideLeaves,
  planOf,
  type LeaveAnswer,
  type LeaveQuestion,
  type Leaves,
  type LeaveWindow,
} from './leaves';
import { itemsByKey } from './items';

const CALLS = { batchGet: BatchGetItemCommand, put: PutItemCommand, transactWrite: TransactWriteItemsCommand };

const window: z.ZodType<LeaveWindow> = z.object({
  begun: z.array(z.object({ vpc: z.string(), at: z.string() })),
  held: z.array(z.object({ vpc: z.string(), seenAt: z.string() })),
  confirmed: z.object({ vpcs: z.array(z.string()), at: z.string() }),
  round: z.number(),
});
const confirmation = z.object({ plan: z.string(), by: z.string() });

const WINDOW: Key = { pk: LEAVES_PARTITION, sk: 'window' };
const CONFIRMATION: Key = { pk: LEAVES_PARTITION, sk: 'confirmation' };
/** A write that loses to another one is made anew from what that one wrote. */
const ATTEMPTS = 5;

/**
 * The leaves of all spokes in the admissions table: `pk` is `leaves`, `sk` is `window` (a `LeaveWindow`) or `confirmation` (the
 * plan that an operator has confirmed last). An item is JSON in `record`; each write of the window requires that it has not
 * changed since it was read.
 */
export class LeavesTable implements Leaves {
  readonly #name: string;
  readonly #calls: Bound<typeof CALLS>;

  /** `session`: the function's own credentials in the hub account, with a client of DynamoDB. */
  constructor(tableName: string, session: Session) {
    this.#name = tableName;
    this.#calls = bind(CALLS, session);
  }

  async ask(
    question: LeaveQuestion,
    { limit, now, dry = false }: { readonly limit: LeaveLimit; readonly now: Date; readonly dry?: boolean },
  ): Promise<LeaveAnswer> {
    for (let attempt = 1; ; attempt++) {
      const { before, version, confirmed } = await this.#read();
      const options = { limit, now, confirmation: confirmed };
      const few = decideLeaves(before, { ...question, attached: [] }, options);
      // What no mesh is too small for needs no reading of the mesh.
      const { after, ...answer } =
        few.because === undefined
          ? few
          : decideLeaves(before, { ...question, attached: await question.attached() }, options);
      if (dry || isDeepStrictEqual(after, before)) return answer;
      try {
        await this.#calls.transactWrite({ TransactItems: [conditionalWrite(this.#name, WINDOW, after, version)] });
        return answer;
      } catch (error) {
        if (!isFailure(error, 'busy') || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async held(): Promise<{ readonly vpcs: readonly string[]; readonly plan: string }> {
    const { before } = await this.#read();
    const vpcs = before.held.map(({ vpc }) => vpc).sort();
    return { vpcs, plan: planOf(before, vpcs) };
  }

  async confirm(plan: string, by: string): Promise<void> {
    const record = { S: JSON.stringify({ plan, by }) };
    await this.#calls.put({ TableName: this.#name, Item: { ...keyItem(CONFIRMATION), record } });
  }

  async #read() {
    const found = await itemsByKey(
      (RequestItems) => this.#calls.batchGet({ RequestItems }),
      this.#name,
      [WINDOW, CONFIRMATION].map(keyItem),
    );
    const items = new Map(found.map((item) => [nameOf(item), item]));
    const { value = NO_LEAVES, version } = stored(window, items, WINDOW);
    return { before: value, version, confirmed: stored(confirmation, items, CONFIRMATION).value?.plan };
  }
}
