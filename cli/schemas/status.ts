import * as z from 'zod';
import { FLAGS, STATES, WORKERS } from '../../lib/names';

const count = z.int().nonnegative();
const byState = z.strictObject(Object.fromEntries(STATES.map((state) => [state, count])));
const time = z.iso.datetime();

const vpcSchema = z.strictObject({
  accountId: z.string(),
  /** As Organizations has it. */
  accountName: z.string().exactOptional(),
  region: z.string(),
  vpcId: z.string(),
  segment: z.string().exactOptional(),
  cidrs: z.array(z.string()),
  state: z.enum(STATES),
  flags: z.array(z.enum(FLAGS)),
  since: z.string(),
  /** When the last change was made in AWS for it. */
  changedAt: z.string().exactOptional(),
  /** A code of docs/operations.md. */
  reason: z.string().exactOptional(),
  text: z.string(),
  detail: z.string().exactOptional(),
  cure: z.string().exactOptional(),
});

/** `wheelwright status --json` */
export const statusSchema = z.strictObject({
  at: time,
  transitGatewayId: z.string(),
  region: z.string(),
  /** When the last full sweep began; absent before the first. */
  sweptAt: time.exactOptional(),
  /** Messages in the dead-letter queues, by worker. */
  deadLetters: z.strictObject(Object.fromEntries(WORKERS.map((worker) => [worker, count]))),
  counts: z.strictObject({
    vpcs: byState,
    accounts: byState,
    clusters: byState,
    /** VPCs by flag; a flag that no VPC has is absent. */
    flags: z.record(z.string(), count),
  }),
  /** State by state, what needs people first. */
  vpcs: z.array(vpcSchema),
});
