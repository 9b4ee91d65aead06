import { AwsError } from '../wire/errors';

export const inUse = (message: string, clusterName: string) =>
  new AwsError('ResourceInUseException', message, { clusterName });
export const notFound = (name: string) =>
  new AwsError('ResourceNotFoundException', `No cluster found for name: ${name}.`, { clusterName: name });
export const invalidParameter = (message: string, clusterName?: string) =>
  new AwsError('InvalidParameterException', message, clusterName === undefined ? {} : { clusterName });
export const invalidRequest = (message: string, clusterName: string) =>
  new AwsError('InvalidRequestException', message, { clusterName });
export const limitExceeded = (message: string) => new AwsError('ResourceLimitExceededException', message);
/** Of the calls about tags, which name things by ARN. */
export const unknownArn = (arn: string) => new AwsError('NotFoundException', `Resource not found for arn: ${arn}`);
export const badRequest = (message: string) => new AwsError('BadRequestException', message);
