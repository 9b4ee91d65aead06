import type * as ram from '@aws-sdk/client-ram';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { paged } from './common';
import type { Invitation } from './types';

const view = (invitation: Invitation): ram.ResourceShareInvitation => ({
  resourceShareInvitationArn: invitation.arn,
  resourceShareArn: invitation.share.arn,
  resourceShareName: invitation.share.name,
  senderAccountId: invitation.share.ownerId,
  receiverAccountId: invitation.receiverId,
  invitationTimestamp: invitation.sentAt,
  status: invitation.status,
});

/** The receiver's side of a share with an account outside of the organization. */
export const invitationOps = (world: World): Ops<typeof ram> => {
  const state = world.ram;

  const notFound = (arn: string) =>
    new AwsError('ResourceShareInvitationArnNotFoundException', `ResourceShareInvitation ${arn} could not be found.`);

  const received = (call: Call): Invitation[] =>
    [...state.invitations.values()].filter(
      ({ receiverId, share }) => receiverId === call.accountId && share.region === call.region,
    );

  /** A pending invitation to the caller. */
  function pending(arn: string | undefined, call: Call): Invitation {
    const invitation = received(call).find((one) => one.arn === arn);
    if (!invitation) throw notFound(arn ?? '');
    const problem = {
      PENDING: undefined,
      ACCEPTED: 'ResourceShareInvitationAlreadyAcceptedException',
      REJECTED: 'ResourceShareInvitationAlreadyRejectedException',
      EXPIRED: 'ResourceShareInvitationExpiredException',
    }[invitation.status];
    if (problem !== undefined)
      throw new AwsError(problem, `ResourceShareInvitation ${invitation.arn} is ${invitation.status.toLowerCase()}.`);
    return invitation;
  }

  return {
    GetResourceShareInvitations(input, call) {
      const { resourceShareInvitationArns: arns, resourceShareArns } = input;
      const mine = received(call);
      const unknown = arns?.find((arn) => !mine.some((invitation) => invitation.arn === arn));
      if (unknown !== undefined) throw notFound(unknown);
      const wanted = mine.filter(
        ({ arn, share }) =>
          (!arns || arns.includes(arn)) && (!resourceShareArns || resourceShareArns.includes(share.arn)),
      );
      const { items, next } = paged(wanted, input);
      return { resourceShareInvitations: items.map(view), nextToken: next };
    },

    AcceptResourceShareInvitation(input, call) {
      const invitation = pending(input.resourceShareInvitationArn, call);
      invitation.status = 'ACCEPTED';
      state.settle(invitation.association, 'ASSOCIATING', 'ASSOCIATED');
      return { resourceShareInvitation: view(invitation), clientToken: input.clientToken };
    },

    RejectResourceShareInvitation(input, call) {
      const invitation = pending(input.resourceShareInvitationArn, call);
      invitation.status = 'REJECTED';
      state.set(invitation.association, 'DISASSOCIATED');
      return { resourceShareInvitation: view(invitation), clientToken: input.clientToken };
    },
  };
};
