import type { Protocol, ServiceModel } from './model';
import type { Failure } from './protocols';
import { AwsError } from './errors';

/** Why a request is refused before its operation runs. AWS's codes depend on the protocol. */
export type Refusal = 'no-signature' | 'unknown-key' | 'bad-signature' | 'expired-token' | 'too-late';

const JSON_NAMES: Readonly<Record<Refusal, string>> = {
  'no-signature': 'MissingAuthenticationTokenException',
  'unknown-key': 'UnrecognizedClientException',
  'bad-signature': 'InvalidSignatureException',
  'expired-token': 'ExpiredTokenException',
  'too-late': 'InvalidSignatureException',
};
const XML_NAMES: Readonly<Record<Refusal, string>> = {
  'no-signature': 'MissingAuthenticationToken',
  'unknown-key': 'InvalidClientTokenId',
  'bad-signature': 'SignatureDoesNotMatch',
  'expired-token': 'ExpiredToken',
  'too-late': 'SignatureDoesNotMatch',
};
const EC2_NAMES: Readonly<Record<Refusal, string>> = {
  'no-signature': 'MissingAuthenticationToken',
  'unknown-key': 'AuthFailure',
  'bad-signature': 'AuthFailure',
  'expired-token': 'RequestExpired',
  'too-late': 'RequestExpired',
};
const S3_NAMES: Readonly<Record<Refusal, string>> = {
  'no-signature': 'AccessDenied',
  'unknown-key': 'InvalidAccessKeyId',
  'bad-signature': 'SignatureDoesNotMatch',
  'expired-token': 'ExpiredToken',
  'too-late': 'RequestTimeTooSkewed',
};
const MESSAGES: Readonly<Record<Refusal, string>> = {
  'no-signature': 'Request is missing Authentication Token',
  'unknown-key': 'The security token included in the request is invalid.',
  'bad-signature':
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  'expired-token': 'The security token included in the request is expired',
  'too-late': 'Signature expired',
};

export function refusal(reason: Refusal, protocol: Protocol, signingName: string): AwsError {
  const isJson = protocol.startsWith('awsJson') || protocol === 'restJson1';
  const names = isJson ? JSON_NAMES : signingName === 's3' ? S3_NAMES : protocol === 'ec2Query' ? EC2_NAMES : XML_NAMES;
  const name = names[reason];
  // EC2 does not report which of the two credentials is wrong.
  if (name === 'AuthFailure')
    return new AwsError(name, 'AWS was not able to validate the provided access credentials', {}, 401);
  return new AwsError(name, MESSAGES[reason], {}, isJson ? 400 : 403);
}

/** AWS's error for a request without a required member. */
export function missing(model: ServiceModel, protocol: Protocol, paths: readonly string[]): AwsError {
  const [first = ''] = paths;
  const text = `Value null at '${first}' failed to satisfy constraint: Member must not be null`;
  const count = `${paths.length} validation error${paths.length > 1 ? 's' : ''} detected`;
  if (protocol === 'ec2Query' || model.signingName === 'sqs')
    return new AwsError('MissingParameter', `The request must contain the parameter ${first}`);
  if (protocol === 'awsQuery') return new AwsError('ValidationError', `${count}: ${text}`);
  if (protocol === 'restXml')
    return new AwsError(model.errors.has('InvalidInput') ? 'InvalidInput' : 'InvalidRequest', text);
  return new AwsError('ValidationException', `${count}: ${text}`);
}

/** AWS's error for a request that it cannot parse. */
export function unreadable(protocol: Protocol, message: string): AwsError {
  const code = protocol.startsWith('awsJson') || protocol === 'restJson1' ? 'SerializationException' : undefined;
  return new AwsError(code ?? (protocol === 'restXml' ? 'MalformedXML' : 'InvalidParameterValue'), message);
}

/** 501 is not retried by the SDKs, as 500 and 503 are. */
export const notImplemented = (what: string): AwsError =>
  new AwsError('NotImplemented', `The twin does not have ${what}.`, {}, 501);

/** Turns any thrown value into an error response. */
export function failureOf(error: unknown, model: ServiceModel | undefined): Failure {
  if (!(error instanceof Error)) return internalFailure(String(error));
  if (error instanceof AwsError) return modelled(model, error.code, error.message, error.fields, error.status);
  // An exception of the SDK itself, as in `throw new AccountNotFoundException({ message, $metadata: {} })`.
  if ('$fault' in error)
    return modelled(model, error.name, error.message, Object.fromEntries(Object.entries(error)), undefined);
  // From decodeURIComponent, wherever in the request the path or the query was decoded.
  if (error instanceof URIError) return modelled(model, 'InvalidURI', "Couldn't parse the specified URI.", {}, 400);
  return internalFailure(error.stack ?? error.message);
}

const internalFailure = (message: string): Failure => ({
  code: 'InternalFailure',
  message,
  fields: {},
  status: 500,
  fault: 'server',
});

function modelled(
  service: ServiceModel | undefined,
  code: string,
  message: string,
  fields: Readonly<Record<string, unknown>>,
  status: number | undefined,
): Failure {
  const model = service?.errors.get(code) ?? service?.errorsByQueryCode.get(code);
  if (model) return { code: model.name, message, fields, status: status ?? model.status, fault: model.fault, model };
  const sent = status ?? 400;
  return { code, message, fields, status: sent, fault: sent >= 500 ? 'server' : 'client' };
}
