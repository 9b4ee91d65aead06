import { eks, iam, organizations } from '../lib/aws/sdk/services';
import { grantPull } from '../lib/workers/grant-pull';
import { worker } from './worker';
import { lazily, type Runtime } from './runtime';
import { wire, workplace } from './wiring';

/** Lets a spoke's EKS clusters pull the hub's images. */
export const create = (runtime: Runtime) => {
  const wiring = wire(runtime, [eks, iam, organizations]);
  const place = workplace(runtime, wiring, 'grant-pull');
  return worker({ runtime, wiring, place, trade: grantPull(place) });
};

export const handler = lazily(create);
