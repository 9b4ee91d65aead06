import * as ecr from '@aws-sdk/client-ecr';
import * as eks from '@aws-sdk/client-eks';
import * as iam from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { clusterGround } from '../twin/eks/fixture';
import type { ServiceAccount } from '../twin/eks/state';
import { open } from '../twin/sts/assume-role';
import type { CallRecord } from '../twin/world';
import { smallLandingZone } from '../world/small-landing-zone';
import { stackSetsRole } from './stack-sets-role';
import { pullRoleName } from '../../lib/names';

const REGION = 'ap-southeast-3';
const SWEEP_MS = 5 * 60_000;
const BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
const HUB = '100000000002';
const repositoryName = 'piksel/odc';

interface Scene extends EnrolledWorld {
  readonly accountId: string;
  readonly ground: Awaited<ReturnType<typeof clusterGround>>;
}

async function scene(): Promise<Scene> {
  const setting = await sharedOrganization(smallLandingZone());
  const accountId = setting.organization.accounts['dev'] ?? '';
  return { ...setting, accountId, ground: await clusterGround(setting.world, accountId, REGION) };
}

const client = ({ world, accountId }: Scene) => new iam.IAMClient(world.config(world.administrator(accountId), REGION));
const roleArn = ({ accountId }: Scene, cluster: string): string =>
  `arn:aws:iam::${accountId}:role/wheelwright/pull/${pullRoleName(REGION, cluster)}`;

/** An active cluster, after the worker has had time to reconcile. */
async function cluster(at: Scene, name: string): Promise<string> {
  await at.ground.create(name);
  await at.world.clock.jump(at.world.times.cluster + 2 * SWEEP_MS);
  return at.world.eks.cluster({ accountId: at.accountId, region: REGION, cluster: name })?.issuer ?? '';
}
async function deleted(at: Scene, name: string): Promise<void> {
  await at.ground.eks.send(new eks.DeleteClusterCommand({ name }));
  await at.world.clock.jump(SWEEP_MS);
}

/** URLs of the account's OIDC providers, and names of the roles in our path. */
async function grants(at: Scene) {
  const { OpenIDConnectProviderList = [] } = await client(at).send(new iam.ListOpenIDConnectProvidersCommand({}));
  const { Roles = [] } = await client(at).send(new iam.ListRolesCommand({ PathPrefix: '/wheelwright/pull/' }));
  return {
    providers: OpenIDConnectProviderList.map(({ Arn }) => Arn?.replace(/^.*:oidc-provider\//, '')),
    roles: Roles.map(({ RoleName }) => RoleName),
  };
}

const writesSince = ({ world }: Scene, from: number): readonly CallRecord[] =>
  world.calls
    .slice(from)
    .filter(
      ({ caller, mutating, action }) =>
        caller === 'wheelwright-spoke-grant-pull' && mutating && action.startsWith('iam:'),
    );

const assumed = (at: Scene, of: Partial<ServiceAccount> & Pick<ServiceAccount, 'cluster'>, role = of.cluster) => {
  const { world, accountId } = at;
  const pod = { accountId, region: REGION, namespace: 'jobs', serviceAccount: 'wheelwright-pull', ...of };
  return new STSClient({ region: REGION, requestHandler: world.requestHandler(), maxAttempts: 1 }).send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: roleArn(at, role),
      RoleSessionName: 'pod',
      WebIdentityToken: world.eks.token(pod),
    }),
  );
};
/** An ECR client with the credentials of a pod. Its registry is that of its own account, unless it names the hub's. */
async function podOf(at: Scene, cluster: string): Promise<ecr.ECRClient> {
  const { Credentials } = await assumed(at, { cluster });
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  return new ecr.ECRClient({ ...at.world.config(at.world.administrator(at.accountId), REGION), credentials });
}

/** An image in the hub's repository. */
async function stocked({ world }: Scene): Promise<void> {
  const hub = new ecr.ECRClient(world.config(world.administrator(HUB), REGION));
  await hub.send(new ecr.PutImageCommand({ repositoryName, imageManifest: '{"schemaVersion": 2}', imageTag: 'v1' }));
}
const pull = (pod: ecr.ECRClient) =>
  pod.send(new ecr.BatchGetImageCommand({ registryId: HUB, repositoryName, imageIds: [{ imageTag: 'v1' }] }));
const push = (pod: ecr.ECRClient) =>
  pod.send(new ecr.PutImageCommand({ registryId: HUB, repositoryName, imageManifest: '{}', imageTag: 'v2' }));

const refusalOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) => (error as Error).name,
  );

/** An attacker with the credentials of a role. */
function sessionOf({ world }: Scene, accountId: string, roleName: string) {
  const role = world.iam.roleNamed(accountId, roleName);
  if (!role) throw new Error(`There is no role ${roleName}.`);
  return world.config(open(world, role, 'somebody', 3600).identity, REGION);
}

let at: Scene;
let issuer: string;
beforeAll(async () => {
  at = await scene();
  issuer = await cluster(at, 'prod');
  await cluster(at, 'other');
  await stocked(at);
});

describe('a cluster in an enrolled spoke', () => {
  it('gets an OIDC provider for its issuer, and a role', async () => {
    const found = await grants(at);
    expect(found.providers).toContain(issuer);
    expect(found.roles.toSorted()).toEqual(['ap-southeast-3.other', 'ap-southeast-3.prod']);
  });

  it.each([
    ['admits', 'the service account in the config', { cluster: 'prod' }, 'none'],
    ['refuses', 'another service account', { cluster: 'prod', serviceAccount: 'default' }, 'AccessDenied'],
    ['refuses', 'the same service account of another cluster', { cluster: 'other' }, 'AccessDenied'],
  ])('has a role that %s %s', async (_verdict, _who, of, expected) => {
    expect(await refusalOf(assumed(at, of, 'prod'))).toBe(expected);
  });

  it('can pull the hub’s images with the role, and cannot push', async () => {
    const pod = await podOf(at, 'prod');
    const { authorizationData } = await pod.send(new ecr.GetAuthorizationTokenCommand({}));
    expect(authorizationData).toHaveLength(1);
    expect((await pull(pod)).images?.map(({ imageId }) => imageId?.imageTag)).toEqual(['v1']);
    expect(await refusalOf(push(pod))).toBe('AccessDeniedException');
  });

  it('causes no write in another reconcile', async () => {
    const from = at.world.calls.length;
    await at.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await at.world.clock.jump(60_000);
    const looked = at.world.calls
      .slice(from)
      .filter(({ caller, action }) => caller === 'wheelwright-spoke-grant-pull' && action === 'iam:ListRoles');
    expect(looked).toHaveLength(1);
    expect(writesSince(at, from)).toEqual([]);
  });

  it('has its role corrected after permissions were added to it', async () => {
    const RoleName = pullRoleName(REGION, 'prod');
    const statement = { Effect: 'Allow', Principal: { AWS: at.accountId }, Action: 'sts:AssumeRole' };
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const document = (one: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [one] });
    const before = at.world.iam.roleNamed(at.accountId, RoleName);
    const { text } = before?.trust ?? { text: '' };
    const policies = new Map(before?.policies);
    const past = new iam.IAMClient(stackSetsRole(at.world, at.accountId, REGION));
    await past.send(new iam.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: document(statement) }));
    for (const PolicyName of ['pull', 'more'])
      await past.send(new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: document(everything) }));
    const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
    await past.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(await refusalOf(push(new ecr.ECRClient(sessionOf(at, at.accountId, RoleName))))).toBe(
      'AccessDeniedException',
    );
    await past.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName }));
    await at.world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await at.world.clock.jump(60_000);
    const after = at.world.iam.roleNamed(at.accountId, RoleName);
    expect(after?.trust.text).toBe(text);
    expect(after?.policies).toEqual(policies);
    expect([...(after?.attached ?? [])]).toEqual([]);
    expect(after?.permissionsBoundary).toBe(BOUNDARY);
  });

  it('uses a provider that its team made, and adds the audience', async () => {
    await at.ground.create('theirs');
    const url = at.world.eks.cluster({ accountId: at.accountId, region: REGION, cluster: 'theirs' })?.issuer ?? '';
    await client(at).send(
      new iam.CreateOpenIDConnectProviderCommand({ Url: `https://${url}`, ClientIDList: ['vault'] }),
    );
    await at.world.clock.jump(at.world.times.cluster + 2 * SWEEP_MS);
    expect(await refusalOf(assumed(at, { cluster: 'theirs' }))).toBe('none');
    await deleted(at, 'theirs');
    const provider = at.world.iam.oidcProviders.get(`arn:aws:iam::${at.accountId}:oidc-provider/${url}`);
    expect([...(provider?.clientIds ?? [])]).toEqual(['vault', 'sts.amazonaws.com']);
  });

  it('loses both when it is deleted, and another cluster keeps its own', async () => {
    await deleted(at, 'prod');
    const found = await grants(at);
    expect(found.providers).not.toContain(issuer);
    expect(found.roles).toEqual(['ap-southeast-3.other']);
  });
});

describe('an attacker with the worker’s role in a spoke', () => {
  const trust = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  let thief: iam.IAMClient;
  beforeAll(() => {
    thief = new iam.IAMClient(sessionOf(at, at.accountId, 'wheelwright-spoke-grant-pull'));
  });
  const create = (more: Partial<iam.CreateRoleCommandInput>) =>
    thief.send(
      new iam.CreateRoleCommand({
        ...{ RoleName: 'wheel', Path: '/wheelwright/pull/', PermissionsBoundary: BOUNDARY },
        ...{ AssumeRolePolicyDocument: trust, ...more },
      }),
    );
  const RoleName = pullRoleName(REGION, 'other');
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';

  it.each<[string, () => Promise<unknown>, string]>([
    ['can create a role with the permissions boundary in our path', () => create({}), 'none'],
    [
      'makes no role without a boundary',
      () => create({ RoleName: 'free', PermissionsBoundary: undefined }),
      'AccessDenied',
    ],
    [
      'makes no role with another boundary',
      () => create({ RoleName: 'wide', PermissionsBoundary: PolicyArn }),
      'AccessDenied',
    ],
    ['cannot create a role elsewhere', () => create({ RoleName: 'elsewhere', Path: '/' }), 'AccessDenied'],
    [
      'takes no boundary away',
      () => thief.send(new iam.DeleteRolePermissionsBoundaryCommand({ RoleName })),
      'AccessDenied',
    ],
    [
      'gives no wider one',
      () => thief.send(new iam.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn })),
      'AccessDenied',
    ],
    [
      'cannot attach a policy',
      () => thief.send(new iam.AttachRolePolicyCommand({ RoleName, PolicyArn })),
      'AccessDenied',
    ],
    [
      'changes no other role',
      () =>
        thief.send(
          new iam.UpdateAssumeRolePolicyCommand({ RoleName: 'OrganizationAccountAccessRole', PolicyDocument: trust }),
        ),
      'AccessDenied',
    ],
    [
      'has no other identity provider trusted',
      () =>
        thief.send(
          new iam.CreateOpenIDConnectProviderCommand({ Url: 'https://oidc.example.com', ClientIDList: ['any'] }),
        ),
      'AccessDenied',
    ],
  ])('%s', async (_what, call, expected) => {
    expect(await refusalOf(call())).toBe(expected);
  });
});
