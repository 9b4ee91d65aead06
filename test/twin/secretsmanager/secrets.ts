import type * as secretsmanager from '@aws-sdk/client-secrets-manager';
import { AwsError } from '../wire/errors';
import type { Ops } from '../wire/service';
import type { World } from '../world';
import type { Secret } from './state';

const CURRENT = 'AWSCURRENT';
const MAX_BYTES = 65_536;
const invalid = (message: string): AwsError => new AwsError('InvalidParameterException', message);

/** Secrets Manager API reference: CreateSecret, PutSecretValue, GetSecretValue, DeleteSecret. Secrets are text, without keys of KMS. */
export const secretOps = (world: World): Ops<typeof secretsmanager> => ({
  CreateSecret({ Name: name = '', SecretString, SecretBinary, KmsKeyId, Tags: tags = [] }, call) {
    if (SecretBinary !== undefined || KmsKeyId !== undefined)
      throw invalid('The twin has secrets of text, encrypted with the key of Secrets Manager.');
    if (!/^[\w/+=.@-]{1,512}$/.test(name)) throw invalid('Invalid name. Must be a valid name.');
    const secrets = world.secretsmanager.secrets(call);
    if (secrets.has(name))
      throw new AwsError(
        'ResourceExistsException',
        `The operation failed because the secret ${name} already exists.`,
        {},
        400,
      );
    const secret: Secret = {
      name,
      arn: `arn:aws:secretsmanager:${call.region}:${call.accountId}:secret:${name}-${world.ids.upper('', 6)}`,
      createdAt: world.clock.now(),
      tags: new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value])),
      value: SecretString === undefined ? undefined : checked(SecretString),
      versionId: world.ids.uuid(),
    };
    secrets.set(name, secret);
    return { ARN: secret.arn, Name: name, ...(secret.value === undefined ? {} : { VersionId: secret.versionId }) };
  },

  PutSecretValue({ SecretId, SecretString, SecretBinary }, call) {
    if (SecretString === undefined || SecretBinary !== undefined) throw invalid('The twin has secrets of text.');
    const secret = world.secretsmanager.secret(SecretId, call);
    secret.value = checked(SecretString);
    secret.versionId = world.ids.uuid();
    return { ARN: secret.arn, Name: secret.name, VersionId: secret.versionId, VersionStages: [CURRENT] };
  },

  GetSecretValue({ SecretId, VersionId, VersionStage = CURRENT }, call) {
    const { arn, name, value, versionId, createdAt } = world.secretsmanager.secret(SecretId, call);
    if (value === undefined || VersionStage !== CURRENT || (VersionId !== undefined && VersionId !== versionId))
      throw new AwsError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for staging label: ${VersionStage}`,
        {},
        400,
      );
    return {
      ...{ ARN: arn, Name: name, SecretString: value, VersionId: versionId },
      ...{ VersionStages: [CURRENT], CreatedDate: createdAt },
    };
  },

  /** With `ForceDeleteWithoutRecovery` only: the twin keeps no secrets that wait for their deletion. */
  DeleteSecret({ SecretId, ForceDeleteWithoutRecovery }, call) {
    if (ForceDeleteWithoutRecovery !== true) throw invalid('The twin deletes secrets without recovery only.');
    const { arn, name } = world.secretsmanager.secret(SecretId, call);
    world.secretsmanager.secrets(call).delete(name);
    return { ARN: arn, Name: name, DeletionDate: world.clock.now() };
  },
});

function checked(value: string): string {
  if (value === '' || Buffer.byteLength(value) > MAX_BYTES)
    throw invalid(`The secret value must have 1 to ${MAX_BYTES} bytes.`);
  return value;
}
