import { join } from '../lib/workers/join';
import { worker } from '../lib/workers/join/worker';
import { lazily } from './runtime';
import { workerHandler } from './worker';

export const create = workerHandler(worker, join);

export const handler = lazily(create);
