import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

export async function apply(change: Change, spoke: Spoke<typeof calls>): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  if (change.what === 'invitation') await spokeCalls.acceptInvitation({ resourceShareInvitationArn: change.arn });
  else {
    const principal = { resourceShareArn: change.arn, principals: [change.key] };
    await (change.verb === 'create' ? hub.associate(principal) : hub.disassociate(principal));
  }
}
