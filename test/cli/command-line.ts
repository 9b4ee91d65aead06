import type * as z from 'zod';
import { run } from '../../cli/run';
import { memoryIo, type MemoryIo } from './memory-io';

/** How a command line ended, and what it wrote. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `wheelwright <args>` in this process. */
export async function wheelwright(args: readonly string[], io: MemoryIo = memoryIo()): Promise<Ran> {
  const code = await run(args, io);
  return { code, ...io.written };
}

/** Runs it with `--json`, and reads its one document with the schema. */
export async function documentOf<Schema extends z.ZodType>(
  schema: Schema,
  args: readonly string[],
  io?: MemoryIo,
): Promise<z.output<Schema>> {
  const { stdout, stderr } = await wheelwright([...args, '--json'], io);
  if (stdout === '') throw new Error(stderr);
  return schema.parse(JSON.parse(stdout));
}
