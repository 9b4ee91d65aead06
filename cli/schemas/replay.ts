import * as z from 'zod';

const replay = z.strictObject({
  name: z.string(),
  /** EventBridge's state of the replay. */
  state: z.string(),
  /** The window: ISO times. */
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  startedAt: z.string().exactOptional(),
  endedAt: z.string().exactOptional(),
});

/** `wheelwright replay --json` */
export const replaySchema = z.strictObject({
  /** Absent where accounts were woken instead, and in a dry run. */
  name: z.string().exactOptional(),
  dryRun: z.boolean(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
  families: z.array(z.string()),
  /** The accounts that were woken, because EventBridge cannot select events by account. */
  woken: z.array(z.strictObject({ accountId: z.string(), region: z.string() })),
  /** What the queues still have when the command stopped waiting. */
  left: z.array(z.strictObject({ queue: z.string(), messages: z.int() })),
  /** What has changed since, spoke by spoke. */
  changes: z.array(
    z.strictObject({
      at: z.string(),
      accountId: z.string(),
      region: z.string(),
      /** A VPC, an account, or `cluster/<name>`. */
      key: z.string(),
      from: z.string().exactOptional(),
      state: z.string(),
      text: z.string(),
      applied: z.array(z.strictObject({ concept: z.string(), verb: z.string(), key: z.string(), because: z.string() })),
    }),
  ),
});

/** `wheelwright replay list --json` */
export const replayListSchema = z.strictObject({ replays: z.array(replay) });

/** `wheelwright replay cancel --json` */
export const replayCancelSchema = z.strictObject({ name: z.string(), state: z.string() });
