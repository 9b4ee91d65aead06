import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetOpenIDConnectProviderCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';

const document = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const TRUST = document({ Effect: 'Allow', Principal: { AWS: HUB }, Action: 'sts:AssumeRole' });
const GRANT = document({ Effect: 'Allow', Action: 'ec2:DescribeVpcs', Resource: '*' });
const BOUNDARY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';

let world: World;
beforeEach(async () => {
  world = await worldWithOrganization();
});
const client = (accountId = DEV) => new IAMClient(as(world, accountId, 'us-east-1'));
const create = (input: Partial<ConstructorParameters<typeof CreateRoleCommand>[0]> = {}) =>
  client().send(new CreateRoleCommand({ RoleName: 'Worker', AssumeRolePolicyDocument: TRUST, ...input }));

describe('a role', () => {
  test('is read back with its documents URL-encoded, as IAM sends them', async () => {
    await create({ Path: '/apps/', Tags: [{ Key: 'a', Value: 'b' }], PermissionsBoundary: BOUNDARY });
    const { Role: role } = await client().send(new GetRoleCommand({ RoleName: 'worker' }));
    expect(role).toMatchObject({
      RoleName: 'Worker',
      Arn: `arn:aws:iam::${DEV}:role/apps/Worker`,
      MaxSessionDuration: 3600,
      Tags: [{ Key: 'a', Value: 'b' }],
      PermissionsBoundary: { PermissionsBoundaryArn: BOUNDARY },
    });
    expect(role?.RoleId).toMatch(/^AROA[A-Z0-9]{17}$/);
    expect(role?.AssumeRolePolicyDocument).toContain('%22Effect%22');
    expect(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
  });

  test('has a name that is unique in its account in any case, and is not visible to other accounts', async () => {
    await create();
    await expect(create({ RoleName: 'WORKER' })).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    const elsewhere = client(HUB).send(new GetRoleCommand({ RoleName: 'Worker' }));
    await expect(elsewhere).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('is listed by path, page by page', async () => {
    for (const n of [1, 2, 3]) await create({ RoleName: `r${n}`, Path: '/apps/pull/' });
    const first = await client().send(new ListRolesCommand({ PathPrefix: '/apps/', MaxItems: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, Roles: { length: 2 } });
    const none = client().send(new ListRolesCommand({ MaxItems: 0 }));
    await expect(none).rejects.toMatchObject({ name: 'ValidationError' });
    const rest = await client().send(new ListRolesCommand({ PathPrefix: '/apps/', MaxItems: 2, Marker: first.Marker }));
    expect(rest.Roles?.map((role) => role.RoleName)).toEqual(['r3']);
    expect(rest.IsTruncated).toBe(false);
  });

  test('is deleted only without policies', async () => {
    await create();
    const policy = { RoleName: 'Worker', PolicyName: 'grant' };
    await client().send(new PutRolePolicyCommand({ ...policy, PolicyDocument: GRANT }));
    const remove = () => client().send(new DeleteRoleCommand({ RoleName: 'Worker' }));
    await expect(remove()).rejects.toMatchObject({ name: 'DeleteConflictException' });
    await client().send(new DeleteRolePolicyCommand(policy));
    await remove();
    await expect(remove()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('has tags and a boundary that can change', async () => {
    await create();
    const RoleName = 'Worker';
    await client().send(
      new TagRoleCommand({
        RoleName,
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '2' },
        ],
      }),
    );
    await client().send(new UntagRoleCommand({ RoleName, TagKeys: ['a'] }));
    const { Tags: tags } = await client().send(new ListRoleTagsCommand({ RoleName }));
    expect(tags).toEqual([{ Key: 'b', Value: '2' }]);
    await client().send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: BOUNDARY }));
    expect(world.iam.roleNamed(DEV, RoleName)?.permissionsBoundary).toBe(BOUNDARY);
    await world.clock.jump(2000);
    const changes = world.trail.published.filter((event) => event.source === 'aws.tag');
    expect(changes.map((event) => event.region)).toEqual(['us-east-1', 'us-east-1']);
  });

  test.each([
    ['session hours', { MaxSessionDuration: 43_201 }, 'ValidationError'],
    ['a name', { RoleName: 'a b' }, 'ValidationError'],
    ['a path', { Path: 'no-slash' }, 'ValidationError'],
    ['a boundary', { PermissionsBoundary: 'ReadOnlyAccess' }, 'InvalidInputException'],
    [
      'a boundary that is not there',
      { PermissionsBoundary: `arn:aws:iam::${DEV}:policy/none` },
      'NoSuchEntityException',
    ],
    ['a tag with a question mark', { Tags: [{ Key: 'a?', Value: '' }] }, 'ValidationError'],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}`, Value: '' })) },
      'LimitExceededException',
    ],
    ['a reserved tag', { Tags: [{ Key: 'aws:x', Value: '' }] }, 'ValidationError'],
    [
      'a tag twice',
      {
        Tags: [
          { Key: 'a', Value: '' },
          { Key: 'A', Value: '' },
        ],
      },
      'InvalidInputException',
    ],
  ])('is refused for %s', async (_what, input, expected) => {
    await expect(create(input)).rejects.toMatchObject({ name: expected });
    expect(world.iam.roleNamed(DEV, 'Worker')).toBeUndefined();
  });

  test("of a service has AWS's name, exists once, and cannot be changed", async () => {
    const link = () =>
      client().send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'transitgateway.amazonaws.com' }));
    expect((await link()).Role?.RoleName).toBe('AWSServiceRoleForVPCTransitGateway');
    await expect(link()).rejects.toMatchObject({ name: 'InvalidInputException' });
    const RoleName = 'AWSServiceRoleForVPCTransitGateway';
    const remove = client().send(new DeleteRoleCommand({ RoleName }));
    await expect(remove).rejects.toMatchObject({ name: 'UnmodifiableEntityException' });
    const put = client().send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: GRANT }));
    await expect(put).rejects.toMatchObject({ name: 'UnmodifiableEntityException' });
    const other = client().send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'nobody.amazonaws.com' }));
    await expect(other).rejects.toMatchObject({ name: 'InvalidInputException' });
  });
});

describe('an inline policy', () => {
  test('is put, read, listed and deleted', async () => {
    await create();
    const policy = { RoleName: 'Worker', PolicyName: 'grant' };
    await client().send(new PutRolePolicyCommand({ ...policy, PolicyDocument: GRANT }));
    const { PolicyDocument: got } = await client().send(new GetRolePolicyCommand(policy));
    expect(decodeURIComponent(got ?? '')).toBe(GRANT);
    const { PolicyNames: names } = await client().send(new ListRolePoliciesCommand({ RoleName: 'Worker' }));
    expect(names).toEqual(['grant']);
    await client().send(new DeleteRolePolicyCommand(policy));
    const again = client().send(new DeleteRolePolicyCommand(policy));
    await expect(again).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('has a name without spaces', async () => {
    await create();
    const put = new PutRolePolicyCommand({ RoleName: 'Worker', PolicyName: 'a b', PolicyDocument: GRANT });
    await expect(client().send(put)).rejects.toMatchObject({ name: 'ValidationError' });
  });

  test('has its share of 10,240 characters', async () => {
    await create();
    const Resource = `arn:aws:s3:::${'x'.repeat(10_200)}`;
    const PolicyDocument = document({ Effect: 'Allow', Action: 's3:GetObject', Resource });
    const put = client().send(new PutRolePolicyCommand({ RoleName: 'Worker', PolicyName: 'big', PolicyDocument }));
    await expect(put).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});

describe('an OpenID Connect provider', () => {
  const Url = 'https://oidc.eks.ap-southeast-3.amazonaws.com/id/ABC';
  const arn = `arn:aws:iam::${DEV}:oidc-provider/oidc.eks.ap-southeast-3.amazonaws.com/id/ABC`;
  const provide = (input = {}) =>
    client().send(new CreateOpenIDConnectProviderCommand({ Url, ClientIDList: ['sts.amazonaws.com'], ...input }));

  test('exists once per URL, without its scheme in the ARN', async () => {
    expect((await provide()).OpenIDConnectProviderArn).toBe(arn);
    await expect(provide()).rejects.toMatchObject({ name: 'EntityAlreadyExistsException' });
    await expect(provide()).rejects.toThrow(`Provider with url ${Url} already exists.`);
    const request = { OpenIDConnectProviderArn: arn };
    expect(await client().send(new GetOpenIDConnectProviderCommand(request))).toMatchObject({
      Url: Url.slice('https://'.length),
      ClientIDList: ['sts.amazonaws.com'],
    });
    const { OpenIDConnectProviderList: list } = await client().send(new ListOpenIDConnectProvidersCommand({}));
    expect(list).toEqual([{ Arn: arn }]);
    await client().send(new DeleteOpenIDConnectProviderCommand(request));
    const gone = client().send(new GetOpenIDConnectProviderCommand(request));
    await expect(gone).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test.each([
    ['http', { Url: 'http://example.com' }, 'ValidationError'],
    ['six thumbprints', { ThumbprintList: Array.from({ length: 6 }, () => 'a'.repeat(40)) }, 'InvalidInputException'],
    ['a short thumbprint', { ThumbprintList: ['a'] }, 'ValidationError'],
    ['a client without an id', { ClientIDList: [''] }, 'ValidationError'],
    ['101 clients', { ClientIDList: Array.from({ length: 101 }, (_, n) => `c${n}`) }, 'LimitExceededException'],
  ])('is refused with %s', async (_what, input, expected) => {
    await expect(provide(input)).rejects.toMatchObject({ name: expected });
  });

  test('is deleted by its ARN, and an account has a hundred of them', async () => {
    const wrong = new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: 'not-an-arn-at-all-of-iam' });
    await expect(client().send(wrong)).rejects.toMatchObject({ name: 'InvalidInputException' });
    for (let n = 0; n < 100; n++) await provide({ Url: `https://example.com/${n}` });
    await expect(provide()).rejects.toMatchObject({ name: 'LimitExceededException' });
  });
});
