import {
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ECRClient,
  PutImageScanningConfigurationCommand,
  PutImageTagMutabilityCommand,
  PutLifecyclePolicyCommand,
  SetRepositoryPolicyCommand,
} from '@aws-sdk/client-ecr';
import * as z from 'zod';
import { document, flag, tags, text } from '../fields';
import { resource, type Scope } from '../resource-type';

const schema = z.strictObject({
  RepositoryName: text.optional(),
  RepositoryPolicyText: document.optional(),
  LifecyclePolicy: z.strictObject({ LifecyclePolicyText: text }).optional(),
  ImageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).default('MUTABLE'),
  ImageScanningConfiguration: z.strictObject({ ScanOnPush: flag }).optional(),
  EncryptionConfiguration: z.strictObject({ EncryptionType: z.enum(['AES256']) }).optional(),
  Tags: tags,
});
type Properties = z.infer<typeof schema>;

/** What CloudFormation sets after the repository is there, and again when it changes. */
async function configure(client: ECRClient, repositoryName: string, properties: Properties): Promise<void> {
  const {
    RepositoryPolicyText: policyText,
    LifecyclePolicy,
    ImageTagMutability,
    ImageScanningConfiguration,
  } = properties;
  if (policyText !== undefined) await client.send(new SetRepositoryPolicyCommand({ repositoryName, policyText }));
  const lifecyclePolicyText = LifecyclePolicy?.LifecyclePolicyText;
  if (lifecyclePolicyText !== undefined)
    await client.send(new PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText }));
  await client.send(new PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: ImageTagMutability }));
  const scanOnPush = ImageScanningConfiguration?.ScanOnPush ?? false;
  await client.send(
    new PutImageScanningConfigurationCommand({ repositoryName, imageScanningConfiguration: { scanOnPush } }),
  );
}

const nameOf = ({ RepositoryName }: Properties, { generatedName }: Scope): string =>
  RepositoryName ?? generatedName.toLowerCase();

export const repository = resource(schema, {
  async create(properties, scope) {
    const client = new ECRClient(scope.config);
    const repositoryName = nameOf(properties, scope);
    const { repository: made } = await client.send(
      new CreateRepositoryCommand({ repositoryName, tags: properties.Tags ?? [] }),
    );
    await configure(client, repositoryName, properties);
    return {
      ref: repositoryName,
      attributes: { Arn: made?.repositoryArn ?? '', RepositoryUri: made?.repositoryUri ?? '' },
    };
  },

  async update({ current, properties }, { config }) {
    await configure(new ECRClient(config), current.ref, properties);
    return { ref: current.ref, attributes: current.attributes };
  },

  async remove({ ref: repositoryName }, { config }) {
    await new ECRClient(config).send(new DeleteRepositoryCommand({ repositoryName }));
  },
});
