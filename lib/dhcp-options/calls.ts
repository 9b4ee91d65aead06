import {
  AssociateDhcpOptionsCommand,
  CreateDhcpOptionsCommand,
  CreateTagsCommand,
  DeleteDhcpOptionsCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from '../aws/calls';
import { ListResolverRuleAssociationsCommand } from '../aws/route53resolver';

export const calls = {
  spoke: {
    createOptions: CreateDhcpOptionsCommand,
    associateOptions: AssociateDhcpOptionsCommand,
    deleteOptions: DeleteDhcpOptionsCommand,
    createTags: CreateTagsCommand,
    listRuleAssociations: ListResolverRuleAssociationsCommand,
  },
  hub: {},
} satisfies Calls;
