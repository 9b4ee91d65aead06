import type { World } from '../../world';
import { resourcePolicy } from '../documents';
import {
  at,
  each,
  text,
  texts,
  type ActionTable,
  type Ask,
  type Dependent,
  type Resource,
  type ResourceKind,
  type Rule,
} from './types';

/** A bucket by its name, with its policy: names are global, and a bucket of another account is reached by its policy. */
const bucket: ResourceKind = {
  find: ({ input, world, call }) =>
    texts(input, 'Bucket').map((name): Resource => {
      const known = world.s3.bucket(name);
      const arn = `arn:aws:s3:::${name}`;
      const policy = known?.policy === undefined ? {} : { policy: resourcePolicy(`policy of ${arn}`, known.policy) };
      return {
        arn,
        accountId: known?.ownerId ?? call.accountId,
        policy: { type: 'resource-based policy', ...policy },
      };
    }),
  made: ({ input }) => ({ arn: `arn:aws:s3:::${texts(input, 'Bucket')[0] ?? ''}` }),
};
const object: ResourceKind = {
  find: (ask) =>
    bucket.find(ask).flatMap((one) => texts(ask.input, 'Key').map((key) => ({ ...one, arn: `${one.arn}/${key}` }))),
};

const onBucket = (action?: string): Rule => ({ on: ['bucket'], ...(action === undefined ? {} : { action }) });
const acl = { 's3:x-amz-acl': ({ input }: Ask) => text(input, 'ACL') };

/**
 * S3 asks KMS for a data key with the caller's permissions (S3 User Guide, "Using server-side encryption with AWS KMS keys"), which
 * for a key of another account its policy must give, too ("Allowing users in other accounts to use a KMS key", KMS Developer Guide).
 */
const dataKey: Dependent = {
  action: 'kms:GenerateDataKey',
  on: ({ input, world }) =>
    texts(input, 'Bucket')
      .flatMap((name) => world.s3.bucket(name)?.encryption.Rules ?? [])
      .flatMap(({ ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: arn } = {} }) =>
        arn === undefined ? [] : [keyOf(arn, world)],
      ),
  keys: ({ call }) => ({ 'kms:ViaService': `s3.${call.region}.amazonaws.com` }),
};

/** A key by its ARN, with its account and policy if the world has the policy. */
function keyOf(arn: string, { s3: { keyPolicies } }: World): Resource {
  const policy = keyPolicies.get(arn);
  if (policy === undefined) return { arn };
  const accountId = arn.split(':')[4] ?? '';
  return {
    arn,
    accountId,
    policy: { type: 'resource-based policy', policy: resourcePolicy(`policy of ${arn}`, policy) },
  };
}

/** Many actions of S3 go by another name than their operation (S3 User Guide, "Required permissions for API operations"). */
export const s3: ActionTable = {
  prefix: 's3',
  kinds: { bucket, object },
  rules: {
    ...each(
      [
        ...['GetBucketLocation', 'DeleteBucket', 'PutBucketPolicy', 'GetBucketPolicy', 'DeleteBucketPolicy'],
        ...['PutBucketVersioning', 'GetBucketVersioning', 'PutBucketTagging', 'GetBucketTagging'],
      ],
      onBucket(),
    ),
    CreateBucket: { on: ['+bucket'], tags: 'set', keys: acl },
    HeadBucket: onBucket('ListBucket'),
    ListObjectsV2: onBucket('ListBucket'),
    ListBuckets: { action: 'ListAllMyBuckets' },
    PutBucketEncryption: onBucket('PutEncryptionConfiguration'),
    GetBucketEncryption: onBucket('GetEncryptionConfiguration'),
    PutPublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
    DeletePublicAccessBlock: onBucket('PutBucketPublicAccessBlock'),
    GetPublicAccessBlock: onBucket('GetBucketPublicAccessBlock'),
    PutObjectLockConfiguration: onBucket('PutBucketObjectLockConfiguration'),
    GetObjectLockConfiguration: onBucket('GetBucketObjectLockConfiguration'),
    PutBucketLifecycleConfiguration: onBucket('PutLifecycleConfiguration'),
    GetBucketLifecycleConfiguration: onBucket('GetLifecycleConfiguration'),
    DeleteBucketTagging: onBucket('PutBucketTagging'),
    PutObject: { on: ['object'], keys: acl, also: [dataKey] },
    ...each(['GetObject', 'DeleteObject'], { on: ['object'] }),
  },
};

/** A query of an index asks for the index (DynamoDB Developer Guide, "DynamoDB API permissions"). */
const table: ResourceKind = {
  tagKeys: ['aws:ResourceTag'],
  find: ({ input, call, world }) => {
    const batched = at(input, 'RequestItems').flatMap((items) => Object.keys(items ?? {}));
    const named = ['TableName', 'ResourceArn'].flatMap((path) => texts(input, path));
    const [index] = texts(input, 'IndexName');
    const ofIndex = (resource: Resource): Resource =>
      index === undefined ? resource : { ...resource, arn: `${resource.arn}/index/${index}` };
    return [...named, ...batched].map((name) => ofIndex(tableOf(name, { call, world })));
  },
};
/** A table by its name or ARN. */
const tableOf = (nameOrArn: string, { call, world }: Pick<Ask, 'call' | 'world'>): Resource => {
  const name = nameOrArn.replace(/^arn:.*:table\//, '');
  const arn = nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:dynamodb:${call.region}:${call.accountId}:table/${name}`;
  return { arn, tags: world.dynamodb.tables(call).get(name)?.tags ?? new Map() };
};
const onTable: Rule = { on: ['table'] };

/** Where requests have items, or the keys of items. */
const ITEMS = ['Key', 'Item'];

/** The partition keys that a request names ("Using IAM policy conditions for fine-grained access control", DynamoDB Developer Guide). */
function leadingKeys({ input, call, world }: Ask): readonly string[] {
  const keyOf = (nameOrArn: string): string => {
    const keys = world.dynamodb.tables(call).get(nameOrArn.replace(/^arn:.*:table\//, ''));
    const [index] = texts(input, 'IndexName');
    return (index === undefined ? keys : keys?.indexes.get(index))?.partitionKey.name ?? '';
  };
  const valuesIn = (request: unknown, name: string): readonly string[] =>
    ['S', 'N'].flatMap((type) => ITEMS.flatMap((path) => texts(request, `${path}.${name}.${type}`)));
  const [table] = ['TableName', 'ResourceArn'].flatMap((path) => texts(input, path));
  if (table !== undefined) return [...valuesIn(input, keyOf(table)), ...queried(input, keyOf(table))];
  return at(input, 'RequestItems').flatMap((tables) =>
    Object.entries(tables ?? {}).flatMap(([name, requests]) => [
      ...['S', 'N'].flatMap((type) => texts(requests, `Keys.${keyOf(name)}.${type}`)),
      ...[requests]
        .flat()
        .flatMap((each: unknown) =>
          ['PutRequest', 'DeleteRequest'].flatMap((member) =>
            at(each, member).flatMap((request) => valuesIn(request, keyOf(name))),
          ),
        ),
    ]),
  );
}

/** The value that a query's condition compares the partition key with. */
function queried(input: unknown, key: string): readonly string[] {
  const [, name = '', value = ''] = /(#?\w+)\s*=\s*(:\w+)/.exec(text(input, 'KeyConditionExpression') ?? '') ?? [];
  const named = text(input, `ExpressionAttributeNames.${name}`) ?? name;
  return named === key ? ['S', 'N'].flatMap((type) => texts(input, `ExpressionAttributeValues.${value}.${type}`)) : [];
}

const onItems: Rule = { ...onTable, keys: { 'dynamodb:LeadingKeys': leadingKeys } };
/**
 * A transaction needs the permission of each action that it contains ("Using IAM with DynamoDB transactions", DynamoDB
 * Developer Guide).
 */
const transaction = (actions: Readonly<Record<string, string>>): Rule => ({
  asks: 'also',
  also: Object.entries(actions).map(([member, action]) => ({
    action: `dynamodb:${action}`,
    keys: (ask) => ({
      'dynamodb:LeadingKeys': at(ask.input, `TransactItems.${member}`).flatMap((input) =>
        leadingKeys({ ...ask, input }),
      ),
    }),
    on: (ask) =>
      [...new Set(texts(ask.input, `TransactItems.${member}.TableName`))].map((name): Resource => {
        const about = tableOf(name, ask);
        const tags = [...(about.tags ?? [])].map(([key, value]): [string, string] => [`aws:ResourceTag/${key}`, value]);
        return { ...about, keys: Object.fromEntries(tags) };
      }),
  })),
});

export const dynamodb: ActionTable = {
  prefix: 'dynamodb',
  kinds: { table },
  rules: {
    CreateTable: { ...onTable, tags: 'set' },
    ...each(
      [
        ...[
          'DescribeTable',
          'DeleteTable',
          'UpdateTable',
          'UpdateTimeToLive',
          'DescribeTimeToLive',
          'ListTagsOfResource',
        ],
        ...['UpdateContinuousBackups', 'DescribeContinuousBackups', 'Scan'],
      ],
      onTable,
    ),
    ...each(['GetItem', 'PutItem', 'DeleteItem', 'UpdateItem', 'Query', 'BatchGetItem', 'BatchWriteItem'], onItems),
    TransactWriteItems: transaction({
      Put: 'PutItem',
      Update: 'UpdateItem',
      Delete: 'DeleteItem',
      ConditionCheck: 'ConditionCheckItem',
    }),
    TransactGetItems: transaction({ Get: 'GetItem' }),
    TagResource: { ...onTable, tags: 'set' },
    UntagResource: { ...onTable, tags: 'unset' },
  },
};
