import { EnableRegionCommand, AccountClient } from '@aws-sdk/client-account';
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DetachRolePolicyCommand,
  IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CloseAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { as, DEV, HUB, worldWithOrganization, MANAGEMENT, PROD } from '../organization-fixture';
import type { World } from '../world';

const ACCESS_ROLE = `arn:aws:iam::${DEV}:role/OrganizationAccountAccessRole`;

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});

const sts = (accountId: string, region = 'us-east-1') => new STSClient(as(world, accountId, region));
const iam = (accountId: string) => new IAMClient(as(world, accountId, 'us-east-1'));
const assume = (client: STSClient, RoleArn: string, more = {}) =>
  client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'session', ...more }));

const sessionClient = async (client: STSClient, RoleArn: string): Promise<STSClient> => {
  const { Credentials: got } = await assume(client, RoleArn);
  return new STSClient({
    ...as(world, DEV, 'us-east-1'),
    credentials: {
      accessKeyId: got?.AccessKeyId ?? '',
      secretAccessKey: got?.SecretAccessKey ?? '',
      sessionToken: got?.SessionToken ?? '',
    },
  });
};

async function createRole(accountId: string, name: string, statement: object): Promise<string> {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement }],
  });
  const command = new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument });
  return (await iam(accountId).send(command)).Role?.Arn ?? '';
}

describe('the role of a created account', () => {
  test('can be assumed by the management account, and the session is an identity of the new account', async () => {
    const { Credentials: credentials, AssumedRoleUser: user } = await assume(sts(MANAGEMENT), ACCESS_ROLE);
    expect(credentials?.AccessKeyId).toMatch(/^ASIA[A-Z0-9]{16}$/);
    expect(user?.Arn).toBe(`arn:aws:sts::${DEV}:assumed-role/OrganizationAccountAccessRole/session`);
    const lifetime = (credentials?.Expiration?.getTime() ?? 0) - Date.now();
    expect(Math.round(lifetime / 60_000)).toBe(60);
    const session = await sessionClient(sts(MANAGEMENT), ACCESS_ROLE);
    expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: DEV,
      Arn: user?.Arn,
      UserId: user?.AssumedRoleId,
    });
  });

  test('cannot be assumed by other accounts', async () => {
    await expect(assume(sts(HUB), ACCESS_ROLE)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:iam::${HUB}:user/administrator is not authorized to perform: sts:AssumeRole on resource: ${ACCESS_ROLE}`,
    });
  });

  test('cannot be assumed once the account is closed', async () => {
    const organizations = new OrganizationsClient(as(world, MANAGEMENT, 'us-east-1'));
    await organizations.send(new CloseAccountCommand({ AccountId: DEV }));
    await world.clock.jump(world.times.other);
    await expect(assume(sts(MANAGEMENT), ACCESS_ROLE)).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe('a role that does not exist', () => {
  test.each([
    ['in an account', `arn:aws:iam::${DEV}:role/nobody`],
    ['in no account at all', 'arn:aws:iam::999999999999:role/OrganizationAccountAccessRole'],
    ['under this path', `arn:aws:iam::${DEV}:role/path/OrganizationAccountAccessRole`],
  ])('cannot be assumed: %s', async (_where, arn) => {
    await expect(assume(sts(MANAGEMENT), arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('ends its sessions when it is deleted', async () => {
    const arn = await createRole(PROD, 'short-lived', { Principal: { AWS: MANAGEMENT } });
    const session = await sessionClient(sts(MANAGEMENT), arn);
    await iam(PROD).send(new DeleteRoleCommand({ RoleName: 'short-lived' }));
    const call = session.send(new GetCallerIdentityCommand({}));
    await expect(call).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });
});

describe('a request', () => {
  test.each([
    ['a one-letter session name', { RoleSessionName: 'x' }, 'ValidationError'],
    ['a session name of 65 characters', { RoleSessionName: 'x'.repeat(65) }, 'ValidationError'],
    ['a session name with a space', { RoleSessionName: 'a b' }, 'ValidationError'],
    ['less than 15 minutes', { DurationSeconds: 899 }, 'ValidationError'],
    ['more than the role allows', { DurationSeconds: 3601 }, 'ValidationError'],
    ['no role ARN', { RoleArn: 'OrganizationAccountAccessRole' }, 'ValidationError'],
    ['a session policy, which is not evaluated', { Policy: '{}' }, 'NotImplemented'],
  ])('is refused with %s', async (_what, input, name) => {
    await expect(assume(sts(MANAGEMENT), ACCESS_ROLE, input)).rejects.toMatchObject({ name });
  });

  test('gets an hour at most when roles are chained', async () => {
    const arn = await createRole(PROD, 'next', { Principal: { AWS: DEV } });
    const role = world.iam.role(arn);
    if (role) role.maxSessionSeconds = 43_200;
    const session = await sessionClient(sts(MANAGEMENT), ACCESS_ROLE);
    await expect(assume(session, arn, { DurationSeconds: 7200 })).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(assume(session, arn, { DurationSeconds: 3600 })).resolves.toBeDefined();
  });
});

test('a root user assumes no role', async () => {
  const administrator = world.administrator(MANAGEMENT);
  const root = {
    ...administrator,
    type: 'Root' as const,
    arn: `arn:aws:iam::${MANAGEMENT}:root`,
    accessKeyId: 'AKIAROOT',
  };
  world.identities.set(root.accessKeyId, root);
  const client = new STSClient(world.config(root, 'us-east-1'));
  await expect(assume(client, ACCESS_ROLE)).rejects.toThrow('Roles may not be assumed by root accounts.');
});

describe('a regional endpoint', () => {
  test('serves an account that has enabled its region, whether or not the caller has', async () => {
    const optIn = sts(MANAGEMENT, 'ap-southeast-3');
    await expect(assume(optIn, ACCESS_ROLE)).rejects.toMatchObject({ name: 'RegionDisabledException' });
    const account = new AccountClient(as(world, DEV, 'us-east-1'));
    await account.send(new EnableRegionCommand({ RegionName: 'ap-southeast-3' }));
    await world.clock.jump(world.times.other);
    await expect(assume(optIn, ACCESS_ROLE)).resolves.toBeDefined();
    const whoAmI = optIn.send(new GetCallerIdentityCommand({}));
    await expect(whoAmI).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
  });
});

describe('a trust policy', () => {
  const worker = `arn:aws:iam::${HUB}:role/app-role`;
  const administrator = {
    RoleName: 'app-role',
    PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
  };
  const outsideRole = async () => {
    await createRole(HUB, 'app-role', { Principal: { AWS: HUB } });
    await iam(HUB).send(new AttachRolePolicyCommand(administrator));
    return sessionClient(sts(HUB), worker);
  };

  test('for the root with aws:PrincipalArn still admits a role that is created again; one for the role does not', async () => {
    let session = await outsideRole();
    const byArn = await createRole(DEV, 'by-arn', {
      Principal: { AWS: `arn:aws:iam::${HUB}:root` },
      Condition: { ArnEquals: { 'aws:PrincipalArn': worker }, StringEquals: { 'aws:PrincipalOrgID': 'o-sampleorg1' } },
    });
    const byRole = await createRole(DEV, 'by-role', { Principal: { AWS: worker } });
    await expect(assume(session, byArn)).resolves.toBeDefined();
    await expect(assume(session, byRole)).resolves.toBeDefined();
    await expect(assume(sts(HUB), byArn)).rejects.toMatchObject({ name: 'AccessDenied' });
    await iam(HUB).send(new DetachRolePolicyCommand(administrator));
    await iam(HUB).send(new DeleteRoleCommand({ RoleName: 'app-role' }));
    session = await outsideRole();
    await expect(assume(session, byArn)).resolves.toBeDefined();
    await expect(assume(session, byRole)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('can require an external id', async () => {
    const arn = await createRole(DEV, 'vendor', {
      Principal: { AWS: HUB },
      Condition: { StringEquals: { 'sts:ExternalId': 'secret' } },
    });
    await expect(assume(sts(HUB), arn)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(sts(HUB), arn, { ExternalId: 'guess' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(sts(HUB), arn, { ExternalId: 'secret' })).resolves.toBeDefined();
  });

  test('for a service admits no account', async () => {
    const arn = await createRole(DEV, 'function', { Principal: { Service: 'lambda.amazonaws.com' } });
    await expect(assume(sts(DEV), arn)).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('denies over an Allow, and is evaluated at the time of the call', async () => {
    const arn = await createRole(DEV, 'open', { Principal: '*' });
    await expect(assume(sts(HUB), arn)).resolves.toBeDefined();
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'sts:*' },
        {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Condition: { StringNotEquals: { 'aws:PrincipalAccount': PROD } },
        },
      ],
    });
    await iam(DEV).send(new UpdateAssumeRolePolicyCommand({ RoleName: 'open', PolicyDocument }));
    await expect(assume(sts(HUB), arn)).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(assume(sts(PROD), arn)).resolves.toBeDefined();
  });
});
