import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import * as route53 from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import { Dispatcher, type WireResponse } from './dispatcher';
import { importModel } from './model';
import { Echo, IDENTITY, anyClient, type AnyClient } from './echo';
import type { Fields } from './scalar';
import type { Identity } from './service';
import { inProcessHandler } from './transport';

const SESSION: Identity = { ...IDENTITY, accessKeyId: 'ASIASESSION', sessionToken: 'token' };
const EXPIRED: Identity = { ...SESSION, accessKeyId: 'ASIAEXPIRED', expiresAt: new Date(Date.now() - 1000) };

/** A client of each protocol family, an operation that needs nothing, and AWS's error codes for refused requests. */
const FAMILIES = [
  [
    'awsJson',
    organizations,
    'ListRoots',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'ExpiredTokenException',
  ],
  [
    'restJson1',
    ram,
    'GetResourceShares',
    'UnrecognizedClientException',
    'InvalidSignatureException',
    'ExpiredTokenException',
  ],
  ['awsQuery', iam, 'ListRoles', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'ExpiredToken'],
  ['restXml', route53, 'ListHostedZones', 'InvalidClientTokenId', 'SignatureDoesNotMatch', 'ExpiredToken'],
  ['ec2Query', ec2, 'DescribeVpcs', 'AuthFailure', 'AuthFailure', 'RequestExpired'],
  ['S3', s3, 'ListBuckets', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken'],
] as const;

const echoOf = (client: object): Echo => new Echo({ client, model: importModel(client) }, [IDENTITY, SESSION, EXPIRED]);
const INPUTS: Readonly<Record<string, Fields>> = { GetResourceShares: { resourceOwner: 'SELF' } };

async function refusalTo(client: object, operation: string, credentials: Partial<Identity>): Promise<unknown> {
  const echo = echoOf(client);
  const { accessKeyId, secretAccessKey, sessionToken } = { ...IDENTITY, ...credentials };
  const sdk = anyClient(client, { ...echo.config(), credentials: { accessKeyId, secretAccessKey, sessionToken } });
  return sdk.send(operation, INPUTS[operation] ?? {}).then(
    () => 'let in',
    (error: unknown) => (error instanceof Error ? error.name : error),
  );
}

describe.each(FAMILIES)('the authentication of %s', (_, client, operation, unknownKey, badSignature, expired) => {
  it('accepts a signature with a known key', async () => {
    expect(await refusalTo(client, operation, {})).toBe('let in');
    expect(await refusalTo(client, operation, SESSION)).toBe('let in');
  });
  it('refuses an unknown key', async () => {
    expect(await refusalTo(client, operation, { accessKeyId: 'AKIANOBODY' })).toBe(unknownKey);
  });
  it('refuses a signature made with another secret', async () => {
    expect(await refusalTo(client, operation, { secretAccessKey: 'guessed' })).toBe(badSignature);
  });
  it('refuses a session without its token, or with another token', async () => {
    expect(await refusalTo(client, operation, { accessKeyId: SESSION.accessKeyId })).toBe(unknownKey);
    expect(await refusalTo(client, operation, { ...SESSION, sessionToken: 'stolen' })).toBe(unknownKey);
  });
  it('refuses an expired session', async () => {
    expect(await refusalTo(client, operation, EXPIRED)).toBe(expired);
  });

  it('reports a missing operation, in a way that no client retries', async () => {
    let requests = 0;
    const dispatcher = new Dispatcher({
      services: [{ client, model: importModel(client), ops: {} }],
      identify: () => IDENTITY,
      requestId: () => 'request-1',
      around: (_invocation, next) => next(),
    });
    const requestHandler = inProcessHandler((request) => {
      requests++;
      return dispatcher.handle(request);
    });
    const sdk = anyClient(client, { ...echoOf(client).config(), requestHandler, maxAttempts: 3 });
    await expect(sdk.send(operation, INPUTS[operation] ?? {})).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `The twin does not have ${importModel(client).iamPrefix}:${operation}.`,
      $metadata: { httpStatusCode: 501, requestId: 'request-1' },
    });
    expect(requests).toBe(1);
  });

  it('reports a missing service', async () => {
    const { dispatcher } = echoOf(dynamodb);
    const requestHandler = inProcessHandler((request) => dispatcher.handle(request));
    const sdk = anyClient(client, { ...echoOf(client).config(), requestHandler });
    await expect(sdk.send(operation, INPUTS[operation] ?? {})).rejects.toMatchObject({
      name: 'NotImplemented',
      message: `The twin does not have the service ${importModel(client).signingName}.`,
    });
  });
});

describe('a request that does not fit the model', () => {
  const clientOf = (client: object): AnyClient => anyClient(client, echoOf(client).config());

  it.each([
    [
      'Organizations',
      organizations,
      'MoveAccount',
      { AccountId: '1' },
      'ValidationException',
      /2 validation errors.*'SourceParentId'/,
    ],
    ['EC2', ec2, 'CreateRoute', { GatewayId: 'igw-1' }, 'MissingParameter', /the parameter RouteTableId/],
    ['IAM', iam, 'GetRole', {}, 'ValidationError', /1 validation error detected: .*'RoleName'/],
    ['SQS', sqs, 'SendMessage', { QueueUrl: 'https://sqs/1/q' }, 'MissingParameter', /the parameter MessageBody/],
    ['Route 53', route53, 'CreateHostedZone', { Name: 'a.example' }, 'InvalidInput', /'CallerReference'/],
  ] as const)(
    'is refused by %s when something required is missing',
    async (_, client, operation, input, name, message) => {
      const refused = await clientOf(client)
        .send(operation, { ...input })
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ name });
      expect(String(refused)).toMatch(message);
    },
  );

  it('is refused at every depth of the missing member', async () => {
    const input = { TransactItems: [{ Get: { TableName: 't', Key: {} } }, { Get: { TableName: 't' } }] };
    const refused = clientOf(dynamodb).send('TransactGetItems', input);
    await expect(refused).rejects.toThrow("Value null at 'TransactItems[1].Get.Key'");
    const inMap = clientOf(dynamodb).send('BatchGetItem', { RequestItems: { orders: {} } });
    await expect(inMap).rejects.toThrow("Value null at 'RequestItems.orders.Keys'");
  });

  it.each([
    ['ListRoots', { MaxResults: 'many' }, 'MaxResults is not a number.'],
    ['ListHandshakesForAccount', { Filter: 'none' }, 'Filter is not an object.'],
    ['TagResource', { ResourceId: 'r', Tags: {} }, 'Tags is not a list.'],
    ['TagResource', { ResourceId: 'r', Tags: [{ Key: true }] }, 'Tags[0].Key is not a string.'],
  ])('is refused where the JSON of %s is %j', async (operation, input, message) => {
    const headers = { 'x-amz-target': `AWSOrganizationsV20161128.${operation}` };
    const answer = await echoOf(organizations).raw({ headers, body: JSON.stringify(input) });
    expect(bodyOf(answer)).toMatchObject({ __type: 'SerializationException', message });
  });

  it('is refused when it is no JSON, no XML and no numbered list at all', async () => {
    const target = 'AWSOrganizationsV20161128.ListRoots';
    const json = await echoOf(organizations).raw({ headers: { 'x-amz-target': target }, body: '{"a":' });
    expect(bodyOf(json)).toMatchObject({ __type: 'SerializationException' });
    const xml = await echoOf(route53).raw({ path: '/2013-04-01/hostedzone', body: '<CreateHostedZoneRequest><Name>' });
    expect(xml.body).toContain('<Code>MalformedXML</Code>');
    const query = await echoOf(ec2).raw({
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=DescribeVpcs&VpcId.1=a&VpcId.x=b',
    });
    expect(query.body).toContain('<Code>InvalidParameterValue</Code>');
  });

  const bodyOf = ({ body }: WireResponse): unknown => {
    const json: unknown = JSON.parse(Buffer.from(body).toString());
    return json;
  };
});
