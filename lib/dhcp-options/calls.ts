import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  CreateTagsCommand,
  DeleteDhcpOptionsCommand,
} from '@aws-sdk/client-ec2';
import { ListHostedZonesByVPCCommand } from '@aws-sdk/client-route-53';
import type { Calls } from '../aws/calls';
import { ListResolverRuleAssociationsCommand } from '../aws/route53resolver';

export type { VPCRegion } from '@aws-sdk/client-route-53';

export const calls = {
  spoke: {
    createOptions: CreateDhcpOptionsCommand,
    associateOptions: AssociateDhcpOptionsCommand,
    deleteOptions: DeleteDhcpOptionsCommand,
    createTags: CreateTagsCommand,
    listZonesOfVpc: ListHostedZonesByVPCCommand,
    listRuleAssociations: ListResolverRuleAssociationsCommand,
  },
  hub: {},
  alsoNeeds: { spoke: ['ec2:DescribeVpcs'] },
} satisfies Calls;
