import { evaluable } from '../../ecr/policy';
import { resourcePolicy } from '../documents';
import { each, text, texts, type ActionTable, type Resource, type ResourceKind } from './types';

/** A repository with its policy, which can admit other accounts. */
const repository: ResourceKind = {
  tagKeys: ['aws:ResourceTag', 'ecr:ResourceTag'],
  find({ input, world, call }) {
    const { region } = call;
    const accountId = text(input, 'registryId') ?? call.accountId;
    const named = ['repositoryName', 'repositoryNames'].flatMap((path) => texts(input, path));
    return (named.length > 0 ? named : ['*']).map((name): Resource => {
      const arn = `arn:aws:ecr:${region}:${accountId}:repository/${name}`;
      const known = world.ecr.repositories.of({ accountId, region }).get(name);
      const policy =
        known?.policyText === undefined
          ? {}
          : { policy: resourcePolicy(`policy of ${arn}`, evaluable(known.policyText)) };
      return { arn, accountId, tags: known?.tags ?? new Map(), policy: { type: 'resource-based policy', ...policy } };
    });
  },
  made: ({ input, call: { region, accountId } }) => ({
    arn: `arn:aws:ecr:${region}:${accountId}:repository/${text(input, 'repositoryName') ?? ''}`,
  }),
};

export const ecr: ActionTable = {
  prefix: 'ecr',
  kinds: { repository },
  rules: {
    CreateRepository: { on: ['+repository'], tags: 'set' },
    ...each(
      [
        ...['DescribeRepositories', 'DeleteRepository', 'SetRepositoryPolicy', 'GetRepositoryPolicy'],
        ...['PutLifecyclePolicy', 'GetLifecyclePolicy', 'PutImageTagMutability', 'PutImageScanningConfiguration'],
        ...['PutImage', 'BatchGetImage'],
      ],
      { on: ['repository'] },
    ),
  },
};
