import { AwsError } from '../wire/errors';

export const noRepository = (name: string, registryId: string) =>
  new AwsError(
    'RepositoryNotFoundException',
    `The repository with name '${name}' does not exist in the registry with id '${registryId}'`,
  );
export const invalidParameter = (message: string) => new AwsError('InvalidParameterException', message);
