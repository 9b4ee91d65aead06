import {
  administratorAccount,
  enabledByDefault,
  isDelegated,
  ruleRegions,
  type LandingZone,
} from '../../lib/landing-zone';
import { STACK_SETS } from '../../lib/names';
import { GLOBAL, organizationalUnits } from './names';
import { inRegions, type Scope } from './scopes';

/**
 * Where functions may make their calls in the management account. An ARN of a StackSet ends in an id that AWS generates.
 *
 * AWS authorizes CreateStackInstances against the StackSet, its targets, and the types of the resources in the template. A
 * target is an OU, or an account (CloudFormation User Guide, "Example IAM identity-based policies"). AWS does not document
 * whether the accounts of a filter count as targets, so they are allowed: twelve characters, which no id of an OU has.
 */
export const managementScopes = (landingZone: LandingZone): readonly Scope[] => {
  const { organization, regions, stsRegion } = landingZone;
  const owner = organization.managementAccountId;
  // AWS makes the StackSets of a delegated administrator in the management account. It does not document whose account IAM sees.
  const owners = [...new Set([owner, administratorAccount(landingZone)])];
  const ofCloudFormation = (path: string): readonly string[] =>
    owners.map((account) => `arn:aws:cloudformation:${GLOBAL}:${account}:${path}`);
  const accounts = `arn:aws:account::${owner}:account/${organization.id}/*`;
  const optIn = regions.filter((region) => !enabledByDefault(region));
  const stackSets = STACK_SETS.flatMap((name) => ofCloudFormation(`stackset/${name}:*`));
  return [
    // The lists have neither resources nor condition keys.
    {
      actions: ['organizations:ListAccounts', 'organizations:ListAWSServiceAccessForOrganization'],
      resources: '*',
    },
    {
      actions: ['organizations:ListDelegatedAdministrators'],
      resources: isDelegated(landingZone) ? '*' : [],
    },
    // Where the hub account is the delegated administrator, its role does not look into the management account.
    { actions: ['iam:ListRoles'], resources: isDelegated(landingZone) ? [] : '*' },
    inRegions([...new Set([GLOBAL, organization.controlTowerHomeRegion ?? GLOBAL])])({
      actions: ['events:ListRules', 'events:ListRuleNamesByTarget'],
      resources: isDelegated(landingZone) ? [] : '*',
    }),
    {
      actions: ['organizations:DescribeAccount', 'organizations:ListTagsForResource'],
      resources: `arn:aws:organizations::${owner}:account/${organization.id}/*`,
    },
    {
      actions: ['account:GetRegionOptStatus'],
      resources: accounts,
      condition: { StringEquals: { 'account:TargetRegion': regions } },
    },
    {
      // A region that every account has from the start is never enabled.
      actions: ['account:EnableRegion'],
      resources: optIn.length > 0 ? accounts : [],
      condition: { StringEquals: { 'account:TargetRegion': optIn } },
    },
    { actions: ['cloudformation:DescribeStackSet', 'cloudformation:ListStackInstances'], resources: stackSets },
    {
      actions: ['cloudformation:CreateStackInstances'],
      resources: [
        ...stackSets,
        ...[...organizationalUnits(landingZone), '?'.repeat(12)].flatMap((id) =>
          ofCloudFormation(`stackset-target/*/${id}`),
        ),
        `arn:aws:cloudformation:${GLOBAL}::type/resource/*`,
      ],
      condition: {
        'ForAllValues:StringEquals': {
          'cloudformation:TargetRegion': [...new Set([...ruleRegions(landingZone, regions), stsRegion])],
        },
      },
    },
  ];
};
