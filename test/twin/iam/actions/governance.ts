import type { World } from '../../world';
import { each, text, texts, type ActionTable, type Ask, type Dependent, type ResourceKind } from './types';

/** All texts of the input: the form of an id in Organizations gives its kind. */
function textsIn(input: unknown): string[] {
  if (typeof input === 'string') return [input];
  return typeof input === 'object' && input !== null ? Object.values(input).flatMap(textsIn) : [];
}

const byId = (form: RegExp, arnOf: (ask: Ask, id: string) => { arn: string; tags?: ReadonlyMap<string, string> }) => ({
  tagKeys: ['aws:ResourceTag'],
  find: (ask: Ask) =>
    textsIn(ask.input)
      .filter((one) => form.test(one))
      .map((id) => arnOf(ask, id)),
});

const account = byId(/^\d{12}$/, ({ world }, id) => {
  const { arn = world.organizations.arn('account', id), tags = new Map() } = world.organizations.account(id) ?? {};
  return { arn, tags };
});
const unit = byId(/^ou-[a-z0-9-]+$/, ({ world }, id) => {
  const { arn = world.organizations.arn('ou', id), tags = new Map() } =
    world.organizations.organizationalUnits.get(id) ?? {};
  return { arn, tags };
});
const root = byId(/^r-[a-z0-9]+$/, ({ world: { organizations } }, id) => ({
  arn: organizations.arn('root', id),
  tags: organizations.rootTags,
}));
const policyArn = ({ managementAccountId, organizationId }: World['organizations'], id: string): string =>
  `arn:aws:organizations::${managementAccountId}:policy/${organizationId}/service_control_policy/${id}`;
const policy = byId(/^p-[A-Za-z0-9]+$/, ({ world: { organizations } }, id) => ({
  arn: organizations.policies.get(id)?.arn ?? policyArn(organizations, id),
  tags: organizations.policies.get(id)?.tags ?? new Map(),
}));
const madePolicy: ResourceKind['made'] = ({ world: { organizations } }) => ({ arn: policyArn(organizations, 'p-*') });
const handshake: ResourceKind = {
  find: ({ world: { organizations }, input }) =>
    texts(input, 'HandshakeId').map((id) => ({
      arn: organizations.handshakes.get(id)?.arn ?? `${organizations.arn('handshake')}/*/${id}`,
    })),
};

const TAGGED = ['account', 'organizationalunit', 'root', 'policy'];
const TARGETS = ['account', 'organizationalunit', 'root'];
const service = { 'organizations:ServicePrincipal': ({ input }: Ask) => text(input, 'ServicePrincipal') };

export const organizations: ActionTable = {
  prefix: 'organizations',
  kinds: { account, organizationalunit: unit, root, handshake, policy: { ...policy, made: madePolicy } },
  rules: {
    CreateOrganizationalUnit: { on: ['organizationalunit', 'root'], tags: 'set' },
    ...each(['DescribeOrganizationalUnit', 'UpdateOrganizationalUnit', 'DeleteOrganizationalUnit'], {
      on: ['organizationalunit'],
    }),
    ...each(['ListOrganizationalUnitsForParent', 'ListChildren', 'ListAccountsForParent'], {
      on: ['organizationalunit', 'root'],
    }),
    ListParents: { on: ['account', 'organizationalunit'] },
    ...each(['DescribeAccount', 'CloseAccount', 'RemoveAccountFromOrganization'], { on: ['account'] }),
    MoveAccount: { on: ['account', 'organizationalunit', 'root'] },
    CreateAccount: { tags: 'set' },
    InviteAccountToOrganization: { on: ['account'], tags: 'set' },
    ...each(['AcceptHandshake', 'DeclineHandshake', 'CancelHandshake'], { on: ['handshake'] }),
    CreatePolicy: { on: ['+policy'], tags: 'set' },
    ...each(['UpdatePolicy', 'DeletePolicy', 'DescribePolicy', 'ListTargetsForPolicy'], { on: ['policy'] }),
    ...each(['AttachPolicy', 'DetachPolicy'], { on: [...TARGETS, 'policy'] }),
    ListPoliciesForTarget: { on: TARGETS },
    ...each(['EnablePolicyType', 'DisablePolicyType'], { on: ['root'] }),
    TagResource: { on: TAGGED, tags: 'set' },
    UntagResource: { on: TAGGED, tags: 'unset' },
    ListTagsForResource: { on: TAGGED },
    ...each(['EnableAWSServiceAccess', 'DisableAWSServiceAccess', 'ListDelegatedAdministrators'], { keys: service }),
    ...each(['RegisterDelegatedAdministrator', 'DeregisterDelegatedAdministrator'], { on: ['account'], keys: service }),
  },
};

/** One's own account, or, with its id, one of the organization. */
const ownAccount: ResourceKind = {
  find: ({ input, call: { accountId } }) =>
    text(input, 'AccountId') === undefined ? [{ arn: `arn:aws:account::${accountId}:account` }] : [],
};
const memberAccount: ResourceKind = {
  find: ({
    input,
    world: {
      organizations: { managementAccountId, organizationId },
    },
  }) =>
    texts(input, 'AccountId').map((id) => ({
      arn: `arn:aws:account::${managementAccountId}:account/${organizationId}/${id}`,
    })),
};
const ACCOUNTS = ['account', 'accountInOrganization'];

export const accountManagement: ActionTable = {
  prefix: 'account',
  kinds: { account: ownAccount, accountInOrganization: memberAccount },
  rules: {
    ...each(['EnableRegion', 'DisableRegion', 'GetRegionOptStatus'], {
      on: ACCOUNTS,
      keys: { 'account:TargetRegion': ({ input }) => text(input, 'RegionName') },
    }),
    ListRegions: { on: ACCOUNTS },
  },
};

const isDelegated = ({ input }: Ask): boolean => text(input, 'CallAs') === 'DELEGATED_ADMIN';
const stackSetIn = (ask: Ask) => {
  const { world, call, input } = ask;
  const accountId = isDelegated(ask) ? world.organizations.managementAccountId : call.accountId;
  return world.cloudformation.stackSet({ ...call, accountId }, text(input, 'StackSetName') ?? '');
};

const stackSetArn = (ask: Ask, type: string): string => {
  const { region } = ask.call;
  const ofManagement = isDelegated(ask) && ask.world.cloudformation.delegatedArns === 'of the management account';
  const accountId = ofManagement ? ask.world.organizations.managementAccountId : ask.call.accountId;
  const name = stackSetIn(ask)?.id ?? `${text(ask.input, 'StackSetName') ?? ''}:*`;
  return `arn:aws:cloudformation:${region}:${accountId}:${type}/${name}`;
};
const stackSet: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: (ask) => {
    const tags = new Map((stackSetIn(ask)?.tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
    return [{ arn: stackSetArn(ask, 'stackset'), tags }];
  },
};
/**
 * The OUs and the accounts of a request, each as a target of the StackSet (CloudFormation User Guide, "Example IAM
 * identity-based policies"). AWS does not document whether the accounts of a filter are targets too; the twin takes the
 * stricter reading.
 */
const target: ResourceKind = {
  find: (ask) =>
    ['OrganizationalUnitIds', 'Accounts']
      .flatMap((path) => texts(ask.input, `DeploymentTargets.${path}`))
      .map((id) => ({ arn: `${stackSetArn(ask, 'stackset-target')}/${id}` })),
};
/** The types of the template's resources: `AWS::IAM::Role` is `type/resource/AWS-IAM-Role`. */
const resourceTypes: ResourceKind = {
  find: (ask) => {
    const types = Object.values(stackSetIn(ask)?.template.resources ?? {}).map(({ type }) =>
      type.replaceAll('::', '-'),
    );
    return [...new Set(types)].map((type) => ({
      arn: `arn:aws:cloudformation:${ask.call.region}::type/resource/${type}`,
    }));
  },
};
const changing = { on: ['stackset', 'stackset-target', 'type'] };
const regions = { 'cloudformation:TargetRegion': ({ input }: Ask) => texts(input, 'Regions') };

export const cloudformation: ActionTable = {
  prefix: 'cloudformation',
  kinds: { stackset: stackSet, 'stackset-target': target, type: resourceTypes },
  rules: {
    CreateStackSet: { tags: 'set' },
    UpdateStackSet: { ...changing, tags: 'set', keys: regions },
    ...each(['CreateStackInstances', 'DeleteStackInstances'], { ...changing, keys: regions }),
    ...each(
      [
        ...['DescribeStackSet', 'DeleteStackSet', 'ListStackInstances', 'DescribeStackInstance'],
        ...['DescribeStackSetOperation', 'ListStackSetOperations', 'ListStackSetOperationResults'],
      ],
      { on: ['stackset'] },
    ),
  },
};

const share: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: ({ input, world }) =>
    texts(input, 'resourceShareArn').map((arn) => {
      const known = world.ram.shares.get(arn);
      return { arn, tags: known?.tags ?? new Map(), keys: { 'ram:ResourceShareName': known?.name } };
    }),
};
/** RAM authorizes each principal and each resource of a request alone (RAM User Guide, "Example IAM policies"). */
const sharePart: ResourceKind = {
  type: 'resource-share',
  tagKeys: ['aws:ResourceTag'],
  find: (ask) =>
    share.find(ask).flatMap((one) => [
      ...texts(ask.input, 'principals').map((principal) => ({
        ...one,
        keys: { ...one.keys, 'ram:Principal': principal },
      })),
      ...texts(ask.input, 'resourceArns').map((arn) => ({ ...one, keys: { ...one.keys, 'ram:ResourceArn': arn } })),
    ]),
};
const invitation: ResourceKind = {
  find: ({ input, world }) =>
    texts(input, 'resourceShareInvitationArn').map((arn) => {
      const known = world.ram.invitations.get(arn)?.share;
      return { arn, keys: { 'ram:ResourceShareName': known?.name, 'ram:ShareOwnerAccountId': known?.ownerId } };
    }),
};

/**
 * RAM writes the policy of a query log config with the caller's permissions (Route 53 Developer Guide, "Sharing Resolver
 * query logging configurations"), when the config or an account gets into a share or out of it.
 */
const ofQueryLogConfigs = (verb: string): Dependent => ({
  action: `route53resolver:${verb}ResolverQueryLogConfigPolicy`,
  on({ input, world }) {
    const shared = texts(input, 'resourceShareArn').flatMap((arn) => world.ram.shares.get(arn)?.associations ?? []);
    const arns = [
      ...texts(input, 'resourceArns'),
      ...shared
        .filter(({ type, status }) => type === 'RESOURCE' && status === 'ASSOCIATED')
        .map(({ entity }) => entity),
    ];
    return arns.filter((arn) => arn.includes(':resolver-query-log-config/')).map((arn) => ({ arn }));
  },
});
const sharing = ['Get', 'Put'].map(ofQueryLogConfigs);

const listed =
  (path: string) =>
  ({ input }: Ask): readonly string[] | undefined => {
    const found = texts(input, path);
    return found.length > 0 ? found : undefined;
  };

export const ram: ActionTable = {
  prefix: 'ram',
  kinds: { 'resource-share': share, 'resource-share-part': sharePart, 'resource-share-invitation': invitation },
  rules: {
    CreateResourceShare: {
      tags: 'set',
      keys: { 'ram:Principal': listed('principals'), 'ram:ResourceArn': listed('resourceArns') },
      also: sharing,
    },
    ...each(['UpdateResourceShare', 'DeleteResourceShare'], { on: ['resource-share'] }),
    ...each(['AssociateResourceShare', 'DisassociateResourceShare'], { on: ['resource-share-part'], also: sharing }),
    TagResource: { on: ['resource-share'], tags: 'set' },
    UntagResource: { on: ['resource-share'], tags: 'unset' },
    ...each(['AcceptResourceShareInvitation', 'RejectResourceShareInvitation'], { on: ['resource-share-invitation'] }),
  },
};
