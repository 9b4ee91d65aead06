import { GetRegionOptStatusCommand } from '@aws-sdk/client-account';
import { DescribeStackSetCommand, ListStackInstancesCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeManagedPrefixListsCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewaysCommand,
  GetManagedPrefixListAssociationsCommand,
  GetManagedPrefixListEntriesCommand,
  SearchTransitGatewayRoutesCommand,
} from '@aws-sdk/client-ec2';
import { DescribeEventBusCommand, ListRuleNamesByTargetCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import {
  ListAWSServiceAccessForOrganizationCommand,
  ListAccountsCommand,
  ListDelegatedAdministratorsCommand,
} from '@aws-sdk/client-organizations';
import { GetResourceShareAssociationsCommand } from '@aws-sdk/client-ram';
import { GetHostedZoneLimitCommand } from '@aws-sdk/client-route-53';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { Calls } from '../aws/sdk/calls';

/** The roles of an account, and the rules on its buses. */
const ofAccount = {
  roles: ListRolesCommand,
  rules: ListRulesCommand,
  rulesOfTarget: ListRuleNamesByTargetCommand,
};

/** What `wheelwright doctor` reads, beside the ledger and the admissions. */
export const doctorCalls = {
  spoke: {},
  hub: {
    ...ofAccount,
    bus: DescribeEventBusCommand,
    queueAttributes: GetQueueAttributesCommand,
    associations: GetResourceShareAssociationsCommand,
    gateways: DescribeTransitGatewaysCommand,
    attachments: DescribeTransitGatewayAttachmentsCommand,
    routes: SearchTransitGatewayRoutesCommand,
    zoneLimit: GetHostedZoneLimitCommand,
    prefixLists: DescribeManagedPrefixListsCommand,
    prefixListEntries: GetManagedPrefixListEntriesCommand,
    prefixListReferences: GetManagedPrefixListAssociationsCommand,
  },
  management: {
    ...ofAccount,
    accounts: ListAccountsCommand,
    serviceAccess: ListAWSServiceAccessForOrganizationCommand,
    delegatedAdministrators: ListDelegatedAdministratorsCommand,
    stackSet: DescribeStackSetCommand,
    stackInstances: ListStackInstancesCommand,
    regionStatus: GetRegionOptStatusCommand,
  },
} satisfies Calls;
