import { account, cloudformation, ec2, organizations, ram } from '../lib/aws/services';
import { enroll } from '../lib/workers/enroll';
import { groupOf, type WorkMessage } from '../lib/workers/message';
import { worker } from './worker';
import { lazily, type Runtime } from './runtime';
import { wire, workplace } from './wiring';

/** Brings an account into the hub, then wakes join for it: what concerns the account may concern its VPCs. */
export const create = (runtime: Runtime) => {
  const wiring = wire(runtime, [account, cloudformation, ec2, organizations, ram], 'enroll');
  const place = workplace(runtime, wiring, 'enroll');
  const queueUrl = runtime.hub.queueUrls['join'] ?? '';
  return worker({
    runtime,
    wiring,
    place,
    trade: enroll(place),
    async done({ message, messageId }) {
      const body: WorkMessage = { ...message, because: `enrolled: ${message.because}`, accountChanged: true };
      const deduplicationId = `${messageId}/enrolled`;
      await wiring.queues.send(queueUrl, { body: JSON.stringify(body), group: groupOf(body), deduplicationId });
    },
  });
};

export const handler = lazily(create);
