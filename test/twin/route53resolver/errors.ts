import { AwsError } from '../wire/errors';

export const notFound = (message: string): AwsError => new AwsError('ResourceNotFoundException', message);
export const exists = (message: string): AwsError => new AwsError('ResourceExistsException', message);
export const invalidParameter = (message: string, FieldName?: string): AwsError =>
  new AwsError('InvalidParameterException', message, FieldName === undefined ? {} : { FieldName });
export const invalidRequest = (message: string): AwsError => new AwsError('InvalidRequestException', message);
export const limitExceeded = (what: string, limit: number): AwsError =>
  new AwsError('LimitExceededException', `You have reached the limit of ${limit} ${what}.`, { ResourceType: what });

/** Parameters that the twin does not model and that would change what the call means. */
export function refuse(parameters: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined)
      throw new AwsError('NotImplemented', `The twin's Resolver does not model ${name}.`, {}, 501);
}
