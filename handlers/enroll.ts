import { enroll } from '../lib/workers/enroll';
import { worker } from '../lib/workers/enroll/worker';
import { lazily } from './runtime';
import { workerHandler } from './worker';

export const create = workerHandler(worker, enroll);

export const handler = lazily(create);
