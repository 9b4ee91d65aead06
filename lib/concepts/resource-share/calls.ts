import {
  AcceptResourceShareInvitationCommand,
  AssociateResourceShareCommand,
  DisassociateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
} from '@aws-sdk/client-ram';
import type { Calls } from '../../aws/sdk/calls';

export const calls = {
  spoke: {
    listInvitations: GetResourceShareInvitationsCommand,
    acceptInvitation: AcceptResourceShareInvitationCommand,
  },
  hub: {
    listAssociations: GetResourceShareAssociationsCommand,
    associate: AssociateResourceShareCommand,
    disassociate: DisassociateResourceShareCommand,
  },
} satisfies Calls;
