import {
  AssociateVPCWithHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
  DeleteVPCAssociationAuthorizationCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  ListVPCAssociationAuthorizationsCommand,
} from '@aws-sdk/client-route-53';
import type { Calls } from '../../aws/sdk/calls';

export type { VPCRegion } from '@aws-sdk/client-route-53';

export const calls = {
  spoke: {
    associate: AssociateVPCWithHostedZoneCommand,
  },
  hub: {
    disassociate: DisassociateVPCFromHostedZoneCommand,
    getZone: GetHostedZoneCommand,
    authorize: CreateVPCAssociationAuthorizationCommand,
    deauthorize: DeleteVPCAssociationAuthorizationCommand,
    listAuthorizations: ListVPCAssociationAuthorizationsCommand,
  },
  // Associating and disassociating, Route 53 asks EC2 on the caller's behalf whose VPC it is.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'], hub: ['ec2:DescribeVpcs'] },
} satisfies Calls;
