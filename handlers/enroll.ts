import { account, cloudformation, ec2, organizations, ram } from '../lib/aws/sdk/services';
import { enroll } from '../lib/workers/enroll';
import { groupOf, type WorkMessage } from '../lib/hub/messages';
import { worker } from './worker';
import { lazily, type Runtime } from './runtime';
import { wire, workplace } from './wiring';

/** Brings an account into the hub, then wakes who comes next: what concerns the account may concern its VPCs and clusters. */
export const create = (runtime: Runtime) => {
  const wiring = wire(runtime, [account, cloudformation, ec2, organizations, ram], 'enroll');
  const place = workplace(runtime, wiring, 'enroll');
  return worker({
    runtime,
    wiring,
    place,
    trade: enroll(place),
    async done({ message, messageId }) {
      const body: WorkMessage = { ...message, because: `enrolled: ${message.because}`, accountChanged: true };
      const next = { body: JSON.stringify(body), group: groupOf(body), deduplicationId: `${messageId}/enrolled` };
      for (const worker of ['join', 'grant-pull']) await wiring.queues.send(runtime.hub.queueUrls[worker] ?? '', next);
    },
  });
};

export const handler = lazily(create);
