import type * as ecr from '@aws-sdk/client-ecr';
import { page } from '../paging';
import { policyFault } from '../resource-policy';
import { AwsError } from '../wire/errors';
import type { Call, Ops } from '../wire/service';
import type { World } from '../world';
import { invalidParameter, noRepository } from './errors';
import { evaluable } from './policy';
import type { Repository } from './state';

const NAME = /^(?=.{2,256}$)(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const MAX_POLICY = 10_240;

const view = (repository: Repository): ecr.Repository => ({
  repositoryArn: repository.arn,
  registryId: repository.registryId,
  repositoryName: repository.name,
  repositoryUri: `${repository.registryId}.dkr.ecr.${repository.region}.amazonaws.com/${repository.name}`,
  createdAt: repository.createdAt,
  imageTagMutability: repository.immutableTags ? 'IMMUTABLE' : 'MUTABLE',
  imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
  encryptionConfiguration: { encryptionType: 'AES256' },
});

/** What a call is about: the caller's registry unless it names another. */
interface Named {
  readonly registryId?: string | undefined;
  readonly repositoryName?: string | undefined;
}

export function repositoryOf(world: World, call: Call, { registryId = call.accountId, repositoryName = '' }: Named) {
  const repository = world.ecr.repositories.of({ accountId: registryId, region: call.region }).get(repositoryName);
  if (!repository) throw noRepository(repositoryName, registryId);
  return repository;
}

/** Repositories, their policies and lifecycle rules; nothing ever expires. */
export const repositoryOps = (world: World) => {
  const here = (call: Call) => world.ecr.repositories.of(call);

  return {
    CreateRepository(input, call) {
      const { repositoryName: name = '', imageTagMutability, imageScanningConfiguration, registryId } = input;
      if (!NAME.test(name))
        throw invalidParameter(
          `Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression'`,
        );
      if (registryId !== undefined && registryId !== call.accountId)
        throw new AwsError('AccessDeniedException', 'Repositories are made in the registry of the caller.');
      if (input.encryptionConfiguration && input.encryptionConfiguration.encryptionType !== 'AES256')
        throw new AwsError('NotImplemented', "The twin's ECR encrypts with AES256 alone.", {}, 501);
      if (here(call).has(name))
        throw new AwsError(
          'RepositoryAlreadyExistsException',
          `The repository with name '${name}' already exists in the registry with id '${call.accountId}'`,
        );
      const repository: Repository = {
        ...{ registryId: call.accountId, region: call.region, name, createdAt: world.clock.now() },
        arn: `arn:aws:ecr:${call.region}:${call.accountId}:repository/${name}`,
        tags: new Map((input.tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
        images: new Map(),
        immutableTags: imageTagMutability === 'IMMUTABLE',
        scanOnPush: imageScanningConfiguration?.scanOnPush ?? false,
        policyText: undefined,
        lifecyclePolicyText: undefined,
      };
      here(call).set(name, repository);
      return { repository: view(repository) };
    },

    DescribeRepositories(input, call) {
      const { registryId = call.accountId, repositoryNames, maxResults = 100, nextToken } = input;
      const all = world.ecr.repositories.of({ accountId: registryId, region: call.region });
      const found = repositoryNames
        ? repositoryNames.map((repositoryName) => repositoryOf(world, call, { registryId, repositoryName }))
        : [...all.values()];
      const invalidToken = () => invalidParameter('Invalid nextToken.');
      const { items, next } = page(found, { limit: maxResults, token: nextToken, invalidToken });
      return { repositories: items.map(view), nextToken: next };
    },

    DeleteRepository(input, call) {
      const repository = repositoryOf(world, call, input);
      if (repository.images.size > 0 && !input.force)
        throw new AwsError(
          'RepositoryNotEmptyException',
          `The repository with name '${repository.name}' in registry with id '${repository.registryId}' cannot be deleted because it still contains images`,
        );
      here(call).delete(repository.name);
      return { repository: view(repository) };
    },

    SetRepositoryPolicy(input, call) {
      const repository = repositoryOf(world, call, input);
      const { policyText = '' } = input;
      const fault = policyText.length > MAX_POLICY ? 'It is too long.' : policyFault(evaluable(policyText));
      if (fault !== undefined)
        throw invalidParameter(`Invalid parameter at 'PolicyText' failed to satisfy constraint: '${fault}'`);
      repository.policyText = policyText;
      return { registryId: repository.registryId, repositoryName: repository.name, policyText };
    },

    GetRepositoryPolicy(input, call) {
      const { registryId, name: repositoryName, policyText } = repositoryOf(world, call, input);
      if (policyText === undefined)
        throw new AwsError(
          'RepositoryPolicyNotFoundException',
          `Repository policy does not exist for the repository with name '${repositoryName}' in the registry with id '${registryId}'`,
        );
      return { registryId, repositoryName, policyText };
    },

    PutLifecyclePolicy(input, call) {
      const repository = repositoryOf(world, call, input);
      const { lifecyclePolicyText = '' } = input;
      if (lifecyclePolicyText.length < 100 || lifecyclePolicyText.length > 30_720)
        throw invalidParameter("Invalid parameter at 'LifecyclePolicyText': it has 100 to 30720 characters.");
      repository.lifecyclePolicyText = lifecyclePolicyText;
      return { registryId: repository.registryId, repositoryName: repository.name, lifecyclePolicyText };
    },

    GetLifecyclePolicy(input, call) {
      const { registryId, name: repositoryName, lifecyclePolicyText } = repositoryOf(world, call, input);
      if (lifecyclePolicyText === undefined)
        throw new AwsError('LifecyclePolicyNotFoundException', `Lifecycle policy does not exist for ${repositoryName}`);
      return { registryId, repositoryName, lifecyclePolicyText };
    },

    PutImageTagMutability(input, call) {
      const repository = repositoryOf(world, call, input);
      repository.immutableTags = input.imageTagMutability === 'IMMUTABLE';
      const { registryId, name: repositoryName } = repository;
      return { registryId, repositoryName, imageTagMutability: input.imageTagMutability };
    },

    PutImageScanningConfiguration(input, call) {
      const repository = repositoryOf(world, call, input);
      repository.scanOnPush = input.imageScanningConfiguration?.scanOnPush ?? false;
      const { registryId, name: repositoryName, scanOnPush } = repository;
      return { registryId, repositoryName, imageScanningConfiguration: { scanOnPush } };
    },
  } satisfies Ops<typeof ecr>;
};
