import * as z from 'zod';
import { isFlag, isReason, type Flag, type Reason, type State, STATES } from '../names';
import { itemOf, json, valuesOf, type Item } from './items';
import type { PlannedChange, Recording, TargetRecord } from './ledger';

/** A change as an item has it. */
export const change: z.ZodType<PlannedChange> = z.object({
  concept: z.string(),
  verb: z.string(),
  key: z.string(),
  because: z.string(),
  opens: z.string().exactOptional(),
  interrupts: z.string().exactOptional(),
});
const flags = z.array(z.string()).transform((found): readonly Flag[] => found.filter(isFlag));
/** A later version may know more reasons. */
const reason = z
  .string()
  .optional()
  .transform((code): Reason | undefined => (code !== undefined && isReason(code) ? code : undefined));

const target = z.object({
  sk: z.string(),
  at: z.string().exactOptional(),
  state: z.enum(STATES),
  flags,
  accountName: z.string().exactOptional(),
  segment: z.string().exactOptional(),
  reason,
  text: z.string(),
  detail: z.string().exactOptional(),
  cure: z.string().exactOptional(),
  since: z.string(),
  changedAt: z.string().exactOptional(),
  unreadable: z.object({ since: z.string(), because: z.string() }).exactOptional(),
  tagIs: z.literal('last known').exactOptional(),
  cidrs: z.array(z.string()),
  concepts: z.record(z.string(), z.string()),
  plan: z.array(change),
});

/** The form of 0.1.0: JSON in `record`, and the time in `at`. */
const former = z.object({
  at: z.string().optional(),
  record: json.pipe(
    z.object({
      key: z.string(),
      state: z.enum(['joined', 'waiting', 'refused', 'left', 'failed', 'planned']),
      segment: z.string().exactOptional(),
      because: z.string(),
      cidrs: z.array(z.string()),
      concepts: z.record(z.string(), z.string()),
    }),
  ),
});
const FORMER_STATES: Readonly<Record<z.infer<typeof former>['record']['state'], State>> = {
  joined: 'joined',
  waiting: 'joining',
  refused: 'refused',
  left: 'left',
  failed: 'failing',
  planned: 'asked',
};

/** A change's texts have so many characters at most, and a plan so many changes: an item holds 400 KB (DynamoDB quotas). */
export const LONGEST_PLAN = 100;

/** The list of the targets of a state. */
export const targetList = (state: State): string => `state/${state}`;

/** The attributes of a record beside its key. */
export function targetItem({ key: _key, ...record }: TargetRecord, { at, configHash, version }: Recording): Item {
  const plan = record.plan.slice(0, LONGEST_PLAN).map((each) => ({ ...each }));
  return itemOf({ ...record, plan, list: targetList(record.state), at: at.toISOString(), configHash, version });
}

/** The record of an item, also of one that 0.1.0 wrote. One that cannot be read is treated as missing: it is written again. */
export function readTarget(item: Item): TargetRecord | undefined {
  const values = valuesOf(item);
  const { data } = target.safeParse(values);
  if (data !== undefined) {
    const { sk: key, reason: code, ...record } = data;
    return { key, ...record, ...(code === undefined ? {} : { reason: code }) };
  }
  const { data: old } = former.safeParse(values);
  if (old === undefined) return undefined;
  const { because, state, ...record } = old.record;
  return {
    ...record,
    ...{ state: FORMER_STATES[state], flags: [], plan: [] },
    ...(old.at === undefined ? {} : { at: old.at }),
    ...{ text: 'recorded by version 0.1.0', detail: because, since: old.at ?? '' },
  };
}
