import type { WorkerName } from '../lib/names';
import { worker as enroll } from '../lib/workers/enroll/worker';
import { worker as grantPull } from '../lib/workers/grant-pull/worker';
import { worker as join } from '../lib/workers/join/worker';

/** The declarations of all workers: queues, functions, roles and their permissions derive from them. */
export const workers = { enroll, join, 'grant-pull': grantPull } satisfies Record<WorkerName, { name: WorkerName }>;
