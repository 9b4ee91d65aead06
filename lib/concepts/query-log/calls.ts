import type { Calls } from '../../aws/sdk/calls';
import {
  AssociateResolverQueryLogConfigCommand,
  DisassociateResolverQueryLogConfigCommand,
  ListResolverQueryLogConfigAssociationsCommand,
} from '../../aws/resolver';

export const calls = {
  spoke: {
    listAssociations: ListResolverQueryLogConfigAssociationsCommand,
    associate: AssociateResolverQueryLogConfigCommand,
    disassociate: DisassociateResolverQueryLogConfigCommand,
  },
  hub: {},
  // Resolver asks EC2 on the caller's behalf whose VPC it is.
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'] },
} satisfies Calls;
