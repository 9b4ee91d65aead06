import { grantPull } from '../lib/workers/grant-pull';
import { worker } from '../lib/workers/grant-pull/worker';
import { lazily } from './runtime';
import { workerHandler } from './worker';

export const create = workerHandler(worker, grantPull);

export const handler = lazily(create);
