import { CreateOpenIDConnectProviderCommand, CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { DeleteClusterCommand } from '@aws-sdk/client-eks';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clusterGround } from '../eks/fixture';
import type { ServiceAccount } from '../eks/state';
import { as, DEV, worldWithOrganization, PROD, REGION } from '../organization-fixture';
import type { World } from '../world';

const ROLE = `arn:aws:iam::${DEV}:role/puller`;
const account: ServiceAccount = {
  ...{ accountId: DEV, region: REGION, cluster: 'one', namespace: 'jobs', serviceAccount: 'puller' },
};

let world: World;
let ground: Awaited<ReturnType<typeof clusterGround>>;
let issuer: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  ground = await clusterGround(world, DEV, REGION);
  for (const name of ['one', 'other']) await ground.create(name);
  await world.clock.jump(world.times.cluster);
  issuer = world.eks.cluster(account)?.issuer ?? '';
  await provider();
  await role();
});

const iam = () => new IAMClient(as(world, DEV));
const provider = (ClientIDList = ['sts.amazonaws.com']) =>
  iam().send(new CreateOpenIDConnectProviderCommand({ Url: `https://${issuer}`, ClientIDList }));
const role = (RoleName = 'puller', url = issuer) => {
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${DEV}:oidc-provider/${url}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${url}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${url}:sub`]: 'system:serviceaccount:*:puller' },
    },
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return iam().send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
};
/** Pods have no credentials yet. */
const sts = () => new STSClient({ region: REGION, requestHandler: world.requestHandler(), maxAttempts: 1 });
const assume = (WebIdentityToken: string, RoleArn = ROLE) =>
  sts().send(new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'pod', WebIdentityToken }));
const outcome = (call: Promise<unknown>) =>
  call.then(
    () => 'opened',
    (error: unknown) => (error as Error).name,
  );

test('a pod assumes the role that its service account may assume, without a signature', async () => {
  const { Credentials: got, ...answer } = await assume(world.eks.token(account));
  expect(answer).toMatchObject({
    AssumedRoleUser: { Arn: `arn:aws:sts::${DEV}:assumed-role/puller/pod` },
    SubjectFromWebIdentityToken: 'system:serviceaccount:jobs:puller',
    Audience: 'sts.amazonaws.com',
    Provider: `arn:aws:iam::${DEV}:oidc-provider/${issuer}`,
  });
  const credentials = {
    accessKeyId: got?.AccessKeyId ?? '',
    secretAccessKey: got?.SecretAccessKey ?? '',
    sessionToken: got?.SessionToken ?? '',
  };
  const client = new STSClient({ ...as(world, DEV), credentials });
  expect((await client.send(new GetCallerIdentityCommand({}))).Account).toBe(DEV);
});

test.each<[string, Partial<ServiceAccount>, string]>([
  ['its own service account, in any namespace', { namespace: 'other' }, 'opened'],
  ['another service account', { serviceAccount: 'default' }, 'AccessDenied'],
  ['another cluster', { cluster: 'other' }, 'InvalidIdentityTokenException'],
  ['another audience', { audience: 'vault' }, 'InvalidIdentityTokenException'],
])('a token of %s', async (_whose, of, expected) => {
  expect(await outcome(assume(world.eks.token({ ...account, ...of })))).toBe(expected);
});

test('another cluster’s token is refused though the account trusts both issuers', async () => {
  issuer = world.eks.cluster({ ...account, cluster: 'other' })?.issuer ?? '';
  await provider();
  expect(await outcome(assume(world.eks.token({ ...account, cluster: 'other' })))).toBe('AccessDenied');
});

test('a token that the issuer did not sign is refused', async () => {
  const [header = '', claims = '', signature = ''] = world.eks
    .token({ ...account, serviceAccount: 'default' })
    .split('.');
  const forged = Buffer.from(Buffer.from(claims, 'base64url').toString().replace('default', 'puller')).toString(
    'base64url',
  );
  expect(await outcome(assume(`${header}.${forged}.${signature}`))).toBe('InvalidIdentityTokenException');
  expect(await outcome(assume('no token'))).toBe('InvalidIdentityTokenException');
});

test('a token is refused when it is a day old, or when its cluster is deleted', async () => {
  const token = world.eks.token(account);
  await ground.eks.send(new DeleteClusterCommand({ name: 'one' }));
  await world.clock.jump(world.times.cluster);
  expect(await outcome(assume(token))).toBe('InvalidIdentityTokenException');
  await ground.create('two');
  await world.clock.jump(world.times.cluster);
  issuer = world.eks.cluster({ ...account, cluster: 'two' })?.issuer ?? '';
  await provider();
  await role('second');
  const later = world.eks.token({ ...account, cluster: 'two' });
  const second = `arn:aws:iam::${DEV}:role/second`;
  expect(await outcome(assume(later, second))).toBe('opened');
  await world.clock.jump(25 * 3600_000);
  expect(await outcome(assume(later, second))).toBe('ExpiredTokenException');
});

test('a role that does not exist is refused with AccessDenied', async () => {
  expect(await outcome(assume(world.eks.token(account), `arn:aws:iam::${DEV}:role/none`))).toBe('AccessDenied');
  expect(await outcome(assume(world.eks.token(account), `arn:aws:iam::${PROD}:role/puller`))).toBe('AccessDenied');
});

test('no other call is served without a signature', async () => {
  const client = new STSClient({
    ...{ region: REGION, requestHandler: world.requestHandler(), maxAttempts: 1 },
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'none' },
  });
  client.middlewareStack.add(
    (next) => (args) => {
      Reflect.deleteProperty((args.request as { headers: Record<string, string> }).headers, 'authorization');
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'unsign' },
  );
  expect(await outcome(client.send(new GetCallerIdentityCommand({})))).toBe('MissingAuthenticationToken');
});

test('CloudTrail records the call in the account of the role, by the token’s subject', async () => {
  await assume(world.eks.token(account));
  await world.clock.jump(world.trail.delay);
  const event = world.trail.published.find(({ detail }) => detail['eventName'] === 'AssumeRoleWithWebIdentity');
  expect(event).toMatchObject({ account: DEV, region: REGION, source: 'aws.sts' });
  expect(event?.detail['userIdentity']).toMatchObject({
    type: 'WebIdentityUser',
    userName: 'system:serviceaccount:jobs:puller',
  });
});
