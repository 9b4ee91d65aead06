import type { WorkerName } from '../lib/names';
import { worker as enroll } from '../lib/workers/enroll/worker';
import { worker as grantPull } from '../lib/workers/grant-pull/worker';
import { worker as join } from '../lib/workers/join/worker';

/** The declarations of all workers: roles, trust policies and permissions derive from them. The compiler refuses a missing one. */
export const workers = { enroll, join, 'grant-pull': grantPull } satisfies Record<WorkerName, { name: WorkerName }>;
