import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  CreateTagsCommand,
  DeleteDhcpOptionsCommand,
} from '@aws-sdk/client-ec2';
import { DescribeClusterCommand, ListClustersCommand } from '@aws-sdk/client-eks';
import type { Calls } from '../../aws/sdk/calls';
import { ListResolverRuleAssociationsCommand } from '../../aws/resolver';

export const calls = {
  spoke: {
    createOptions: CreateDhcpOptionsCommand,
    associateOptions: AssociateDhcpOptionsCommand,
    deleteOptions: DeleteDhcpOptionsCommand,
    createTags: CreateTagsCommand,
    listClusters: ListClustersCommand,
    describeCluster: DescribeClusterCommand,
    listRuleAssociations: ListResolverRuleAssociationsCommand,
  },
  hub: {},
} satisfies Calls;
