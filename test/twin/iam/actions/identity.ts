import type { Role } from '../state';
import { requestTags } from './tags';
import { each, text, texts, type ActionTable, type Ask, type Dependent, type ResourceKind } from './types';

const roleArn = (accountId: string, path: string): string => `arn:aws:iam::${accountId}:role${path}`;
const roleIn = ({ world, call, input }: Ask): Role | undefined =>
  world.iam.roleNamed(call.accountId, text(input, 'RoleName') ?? '');

const role: ResourceKind = {
  tagKeys: ['aws:ResourceTag', 'iam:ResourceTag'],
  find(ask) {
    const known = roleIn(ask);
    if (known) return [{ arn: known.arn, tags: known.tags }];
    return texts(ask.input, 'RoleName').map((name) => ({ arn: roleArn(ask.call.accountId, `/${name}`) }));
  },
  made: ({ input, call: { accountId } }) => {
    const service = text(input, 'AWSServiceName');
    const path = service === undefined ? (text(input, 'Path') ?? '/') : `/aws-service-role/${service}/`;
    return { arn: roleArn(accountId, `${path}${text(input, 'RoleName') ?? '*'}`) };
  },
};

const policy: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: ({ input, world }) =>
    texts(input, 'PolicyArn').map((arn) => ({ arn, tags: world.iam.managedPolicy(arn)?.tags ?? new Map() })),
  made: ({ input, call: { accountId } }) => ({
    arn: `arn:aws:iam::${accountId}:policy${text(input, 'Path') ?? '/'}${text(input, 'PolicyName') ?? ''}`,
  }),
};

const provider: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: ({ input, world }) =>
    texts(input, 'OpenIDConnectProviderArn').map((arn) => ({
      arn,
      tags: world.iam.oidcProviders.get(arn)?.tags ?? new Map(),
    })),
  made: ({ input, call: { accountId } }) => ({
    arn: `arn:aws:iam::${accountId}:oidc-provider/${(text(input, 'Url') ?? '').replace('https://', '')}`,
  }),
};

/** Creating a resource with tags needs the permission to tag it (AWS docs: IAM, "Tags for IAM resources"). */
const tagging = (action: string, kind: ResourceKind): Dependent => ({
  action: `iam:${action}`,
  on: (ask) => (texts(ask.input, 'Tags.Key').length > 0 && kind.made ? [kind.made(ask)] : []),
  keys: ({ input }) => requestTags(input),
});

/** The boundary that a role is to get, and the one that it has. */
const givenBoundary = { 'iam:PermissionsBoundary': ({ input }: Ask) => text(input, 'PermissionsBoundary') };
const boundary = { 'iam:PermissionsBoundary': (ask: Ask) => roleIn(ask)?.permissionsBoundary };
const attached = { ...boundary, 'iam:PolicyARN': ({ input }: Ask) => text(input, 'PolicyArn') };

export const iam: ActionTable = {
  prefix: 'iam',
  kinds: { role, policy, 'oidc-provider': provider },
  rules: {
    CreateRole: { on: ['+role'], tags: 'set', keys: givenBoundary, also: [tagging('TagRole', role)] },
    PutRolePermissionsBoundary: { on: ['role'], keys: givenBoundary },
    CreateServiceLinkedRole: {
      on: ['+role'],
      keys: { 'iam:AWSServiceName': ({ input }) => text(input, 'AWSServiceName') },
    },
    GetRole: { on: ['role'], keys: boundary },
    ...each(
      [
        ...['UpdateRole', 'UpdateAssumeRolePolicy', 'DeleteRolePermissionsBoundary', 'DeleteRole'],
        ...['PutRolePolicy', 'DeleteRolePolicy'],
      ],
      { on: ['role'], keys: boundary },
    ),
    ...each(['AttachRolePolicy', 'DetachRolePolicy'], { on: ['role'], keys: attached }),
    TagRole: { on: ['role'], tags: 'set' },
    UntagRole: { on: ['role'], tags: 'unset' },
    ...each(['ListRoleTags', 'GetRolePolicy', 'ListRolePolicies', 'ListAttachedRolePolicies'], { on: ['role'] }),
    CreatePolicy: { on: ['+policy'], tags: 'set', also: [tagging('TagPolicy', policy)] },
    ...each(['GetPolicy', 'GetPolicyVersion', 'DeletePolicy'], { on: ['policy'] }),
    CreateOpenIDConnectProvider: {
      on: ['+oidc-provider'],
      tags: 'set',
      also: [tagging('TagOpenIDConnectProvider', provider)],
    },
    ...each(
      [
        ...['GetOpenIDConnectProvider', 'DeleteOpenIDConnectProvider', 'AddClientIDToOpenIDConnectProvider'],
        'ListOpenIDConnectProviderTags',
      ],
      { on: ['oidc-provider'] },
    ),
    TagOpenIDConnectProvider: { on: ['oidc-provider'], tags: 'set' },
    UntagOpenIDConnectProvider: { on: ['oidc-provider'], tags: 'unset' },
  },
};

/** GetCallerIdentity needs no permission (AWS docs: STS). A role's trust policy is evaluated once the role is found. */
export const sts: ActionTable = {
  prefix: 'sts',
  kinds: {},
  rules: {
    GetCallerIdentity: { asks: 'free' },
    AssumeRole: { asks: 'own' },
    AssumeRoleWithWebIdentity: { asks: 'own' },
  },
};
