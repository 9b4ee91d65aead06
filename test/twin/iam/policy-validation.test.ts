import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';

let world: World;
let client: IAMClient;
beforeAll(async () => {
  world = await worldWithOrganization();
  client = new IAMClient(as(world, DEV, 'us-east-1'));
  const AssumeRolePolicyDocument = policy({ Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' });
  await client.send(new CreateRoleCommand({ RoleName: 'target', AssumeRolePolicyDocument }));
});

const policy = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const malformed = { name: 'MalformedPolicyDocumentException' };

const trust = { Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' };
const GITHUB = `arn:aws:iam::${DEV}:oidc-provider/token.actions.githubusercontent.com`;
const github = { Effect: 'Allow', Principal: { Federated: GITHUB }, Action: 'sts:AssumeRoleWithWebIdentity' };
const SUB = 'token.actions.githubusercontent.com:sub';

describe('a trust policy', () => {
  let count = 0;
  const create = (AssumeRolePolicyDocument: string) =>
    client.send(new CreateRoleCommand({ RoleName: `role-${count++}`, AssumeRolePolicyDocument }));

  test.each([
    ['that is no JSON', '{nope'],
    ['that is a list', '[]'],
    ['of an unknown version', JSON.stringify({ Version: '2020-01-01', Statement: [trust] })],
    ['with an unknown element', JSON.stringify({ Version: '2012-10-17', Statements: [trust] })],
    ['without a statement', JSON.stringify({ Version: '2012-10-17', Statement: [] })],
    ['with an element that no policy has', JSON.stringify({ Version: '2012-10-17', Statement: trust, Foo: 1 })],
    ['that is a number', '1'],
    ['with a statement that is a word', policy('allow')],
    ['with a statement of an unknown element', policy({ ...trust, Actions: 'sts:AssumeRole' })],
    ['of a word as principal', policy({ ...trust, Principal: 'me' })],
    ['of no principal at all', policy({ ...trust, Principal: {} })],
    ['of a malformed service', policy({ ...trust, Principal: { Service: 'lambda' } })],
    ['with a condition that is a word', policy({ ...trust, Condition: 'always' })],
    ['with an operator that is a word', policy({ ...trust, Condition: { StringEquals: 'x' } })],
    ['without a principal', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' })],
    ['with a resource', policy({ ...trust, Resource: '*' })],
    ['with an action that is not of STS', policy({ ...trust, Action: 's3:GetObject' })],
    ['without an action', policy({ Effect: 'Allow', Principal: { AWS: HUB } })],
    ['with a wrong effect', policy({ ...trust, Effect: 'allow' })],
    ['with a strange condition', policy({ ...trust, Condition: { StringMatches: { 'aws:PrincipalArn': 'x' } } })],
    ['of an account that does not exist', policy({ ...trust, Principal: { AWS: '999999999999' } })],
    ['of a role that does not exist', policy({ ...trust, Principal: { AWS: `arn:aws:iam::${HUB}:role/nobody` } })],
    ['of a wildcard in an ARN', policy({ ...trust, Principal: { AWS: `arn:aws:iam::${HUB}:role/*` } })],
    ['of no kind of principal', policy({ ...trust, Principal: { Role: HUB } })],
    ['of GitHub for every repository', policy(github)],
    ['of GitHub with a wildcard subject', policy({ ...github, Condition: { StringLike: { [SUB]: '*' } } })],
  ])('%s is malformed', async (_what, document) => {
    await expect(create(document)).rejects.toMatchObject(malformed);
  });

  test.each([
    ['of a service', policy({ ...trust, Principal: { Service: 'lambda.amazonaws.com' } })],
    ['of every principal', policy({ ...trust, Principal: '*' })],
    ['with a single statement', JSON.stringify({ Version: '2012-10-17', Statement: trust })],
    ['of GitHub for one repository', policy({ ...github, Condition: { StringLike: { [SUB]: 'repo:a/b:*' } } })],
  ])('%s is taken', async (_what, document) => {
    await expect(create(document)).resolves.toBeDefined();
  });

  test('has 2,048 characters, white space not counted', async () => {
    await expect(create(policy(trust) + ' '.repeat(5000))).resolves.toBeDefined();
    const long = policy({ ...trust, Condition: { StringEquals: { 'sts:ExternalId': 'x'.repeat(2048) } } });
    await expect(create(long)).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});

describe('an identity policy', () => {
  const grant = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };
  const put = (PolicyDocument: string) =>
    client.send(new PutRolePolicyCommand({ RoleName: 'target', PolicyName: 'p', PolicyDocument }));

  test.each([
    ['an action without its service', policy({ ...grant, Action: 'DescribeVpcs' })],
    ['an action of a malformed service', policy({ ...grant, Action: 'e c2:DescribeVpcs' })],
    ['no resource', policy({ Effect: 'Allow', Action: 'ec2:*' })],
    ['a resource that is no ARN', policy({ ...grant, Resource: 'my-bucket' })],
    ['a principal', policy({ ...grant, Principal: '*' })],
    ['both Action and NotAction', policy({ ...grant, NotAction: 'iam:*' })],
    ['one Sid twice', policy({ ...grant, Sid: 'A' }, { ...grant, Sid: 'A' })],
    ['a Sid with a space', policy({ ...grant, Sid: 'a b' })],
  ])('with %s is malformed', async (_what, document) => {
    await expect(put(document)).rejects.toMatchObject(malformed);
  });

  test('with lists and conditions is taken', async () => {
    const statement = {
      ...grant,
      Action: ['ec2:CreateRoute', 'ec2:Describe*'],
      Resource: ['arn:aws:ec2:*:*:route-table/*'],
      Condition: { StringEquals: { 'aws:RequestTag/app:managed': ['true'] } },
    };
    await expect(put(policy(statement))).resolves.toBeDefined();
  });
});
