import * as ecr from '@aws-sdk/client-ecr';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';

const repositoryName = 'sample/app';
const imageManifest = JSON.stringify({ schemaVersion: 2, layers: [] });
const LIFECYCLE = JSON.stringify({
  rules: [
    {
      rulePriority: 1,
      selection: { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 100 },
      action: { type: 'expire' },
    },
  ],
});

let world: World;
let hub: ecr.ECRClient;
beforeEach(async () => {
  world = await worldWithOrganization();
  hub = new ecr.ECRClient(as(world, HUB));
  await hub.send(new ecr.CreateRepositoryCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' }));
});

const refusal = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'done',
    (error: unknown) => (error as Error).name,
  );
const put = (manifest = imageManifest, imageTag = 'v1') =>
  hub.send(new ecr.PutImageCommand({ repositoryName, imageManifest: manifest, imageTag }));
const get = (...imageIds: ecr.ImageIdentifier[]) =>
  hub.send(new ecr.BatchGetImageCommand({ repositoryName, imageIds }));

test('a repository is described with its ARN and its address for Docker', async () => {
  const { repositories } = await hub.send(new ecr.DescribeRepositoriesCommand({ repositoryNames: [repositoryName] }));
  expect(repositories).toMatchObject([
    {
      repositoryArn: `arn:aws:ecr:eu-west-1:${HUB}:repository/sample/app`,
      repositoryUri: `${HUB}.dkr.ecr.eu-west-1.amazonaws.com/sample/app`,
      imageTagMutability: 'IMMUTABLE',
    },
  ]);
});

test('an image is found by tag and by digest, and missing images are reported', async () => {
  const { image } = await put();
  const { images, failures } = await get(
    { imageTag: 'v1' },
    { imageDigest: image?.imageId?.imageDigest },
    { imageTag: 'v2' },
  );
  expect(images?.map((each) => each.imageManifest)).toEqual([imageManifest, imageManifest]);
  expect(failures).toMatchObject([{ imageId: { imageTag: 'v2' }, failureCode: 'ImageNotFound' }]);
});

test('a tag moves only where tags are mutable', async () => {
  await put();
  expect(await refusal(put())).toBe('ImageAlreadyExistsException');
  expect(await refusal(put('{"schemaVersion": 2}'))).toBe('ImageTagAlreadyExistsException');
  await hub.send(new ecr.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'MUTABLE' }));
  await put('{"schemaVersion": 2}');
  expect((await get({ imageTag: 'v1' })).images?.[0]?.imageManifest).toBe('{"schemaVersion": 2}');
});

test('policies are read back as they were put', async () => {
  const policyText = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 'ecr:BatchGetImage',
        Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-sampleorg1' } },
      },
    ],
  });
  const read = () => hub.send(new ecr.GetRepositoryPolicyCommand({ repositoryName }));
  expect(await refusal(read())).toBe('RepositoryPolicyNotFoundException');
  await hub.send(new ecr.SetRepositoryPolicyCommand({ repositoryName, policyText }));
  expect((await read()).policyText).toBe(policyText);
  await hub.send(new ecr.PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: LIFECYCLE }));
  const { lifecyclePolicyText } = await hub.send(new ecr.GetLifecyclePolicyCommand({ repositoryName }));
  expect(lifecyclePolicyText).toBe(LIFECYCLE);
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'a name that is taken',
    () => hub.send(new ecr.CreateRepositoryCommand({ repositoryName })),
    'RepositoryAlreadyExistsException',
  ],
  [
    'a name in capitals',
    () => hub.send(new ecr.CreateRepositoryCommand({ repositoryName: 'Sample' })),
    'InvalidParameterException',
  ],
  [
    'a policy that is none',
    () => hub.send(new ecr.SetRepositoryPolicyCommand({ repositoryName, policyText: '{"Statement": [{}]}' })),
    'InvalidParameterException',
  ],
  [
    'a repository that another registry has',
    () =>
      new ecr.ECRClient(as(world, DEV)).send(
        new ecr.BatchGetImageCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }] }),
      ),
    'RepositoryNotFoundException',
  ],
])('is refused: %s', async (_what, call, expected) => {
  expect(await refusal(call())).toBe(expected);
});

test('a repository with images is deleted by force only', async () => {
  await put();
  expect(await refusal(hub.send(new ecr.DeleteRepositoryCommand({ repositoryName })))).toBe(
    'RepositoryNotEmptyException',
  );
  await hub.send(new ecr.DeleteRepositoryCommand({ repositoryName, force: true }));
  expect(await refusal(get({ imageTag: 'v1' }))).toBe('RepositoryNotFoundException');
});

test('every caller gets a password for twelve hours', async () => {
  const { authorizationData } = await new ecr.ECRClient(as(world, DEV)).send(new ecr.GetAuthorizationTokenCommand({}));
  const [data] = authorizationData ?? [];
  expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toMatch(/^AWS:.+/);
  expect(data?.expiresAt?.getTime()).toBe(world.clock.now().getTime() + 12 * 3600_000);
});
