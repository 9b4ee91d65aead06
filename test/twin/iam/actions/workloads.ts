import { each, texts, type ActionTable, type Dependent, type ResourceKind } from './types';

const cluster: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find({ input, call, world }) {
    const { region, accountId } = call;
    const byArn = texts(input, 'resourceArn').map((arn) => arn.replace(/^.*:cluster\//, ''));
    return [...texts(input, 'name'), ...byArn].map((name) => ({
      arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
      tags: world.eks.clusters.of(call).get(name)?.tags ?? new Map(),
    }));
  },
};

/** EKS acts in the account as the cluster's role. */
const passRole: Dependent = {
  action: 'iam:PassRole',
  on: ({ input }) => texts(input, 'roleArn').map((arn) => ({ arn })),
  keys: () => ({ 'iam:PassedToService': 'eks.amazonaws.com' }),
};

export const eks: ActionTable = {
  prefix: 'eks',
  kinds: { cluster },
  rules: {
    CreateCluster: { tags: 'set', also: [passRole] },
    ...each(['DescribeCluster', 'DeleteCluster', 'ListTagsForResource'], { on: ['cluster'] }),
    TagResource: { on: ['cluster'], tags: 'set' },
    UntagResource: { on: ['cluster'], tags: 'unset' },
  },
};

/** IAM compares the ARN of a log group with `:*` at its end (CloudWatch Logs User Guide, "CloudWatch Logs resources and operations"). */
const logGroup: ResourceKind = {
  type: 'log-group',
  tagKeys: ['aws:ResourceTag'],
  find: ({ input, call: { region, accountId } }) =>
    texts(input, 'logGroupName').map((name) => ({ arn: `arn:aws:logs:${region}:${accountId}:log-group:${name}:*` })),
};

export const logs: ActionTable = {
  prefix: 'logs',
  kinds: { 'log-group': logGroup },
  rules: { FilterLogEvents: { on: ['log-group'] } },
};

const parameter: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find({ input, call: { region, accountId } }) {
    const names = ['Name', 'Names', 'Path', 'ResourceId'].flatMap((path) => texts(input, path));
    return names.map((name) => ({
      arn: name.startsWith('arn:') ? name : `arn:aws:ssm:${region}:${accountId}:parameter/${name.replace(/^\//, '')}`,
    }));
  },
};

/** A secret is named by its ARN, or by its name: its ARN then ends in six characters that are not in the request. */
const secret: ResourceKind = {
  type: 'Secret',
  tagKeys: ['aws:ResourceTag'],
  find({ input, call, world }) {
    const { region, accountId } = call;
    return [...texts(input, 'SecretId'), ...texts(input, 'Name')].map((id) => {
      const found = world.secretsmanager.find(id, call);
      const unknown = id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${region}:${accountId}:secret:${id}`;
      return { arn: found?.arn ?? unknown, tags: found?.tags ?? new Map() };
    });
  },
};

export const secretsmanager: ActionTable = {
  prefix: 'secretsmanager',
  kinds: { secret },
  rules: {
    CreateSecret: { on: ['secret'], tags: 'set' },
    ...each(['PutSecretValue', 'GetSecretValue', 'DeleteSecret'], { on: ['secret'] }),
  },
};

export const ssm: ActionTable = {
  prefix: 'ssm',
  kinds: { parameter },
  rules: {
    PutParameter: { on: ['parameter'], tags: 'set' },
    ...each(
      [
        ...['GetParameter', 'GetParameters', 'GetParametersByPath', 'DeleteParameter', 'DeleteParameters'],
        'ListTagsForResource',
      ],
      { on: ['parameter'] },
    ),
    AddTagsToResource: { on: ['parameter'], tags: 'set' },
    RemoveTagsFromResource: { on: ['parameter'], tags: 'unset' },
  },
};
