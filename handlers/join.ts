import { ec2, eks, organizations, route53, route53resolver } from '../lib/aws/sdk/services';
import { join } from '../lib/workers/join';
import { worker } from './worker';
import { lazily, type Runtime } from './runtime';
import { wire, workplace } from './wiring';

/** Makes a spoke's VPCs join, follow and leave the mesh. */
export const create = (runtime: Runtime) => {
  const wiring = wire(runtime, [ec2, eks, organizations, route53, route53resolver]);
  const place = workplace(runtime, wiring, 'join');
  return worker({ runtime, wiring, place, trade: join(place) });
};

export const handler = lazily(create);
