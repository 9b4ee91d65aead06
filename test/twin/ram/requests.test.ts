import { CreateTransitGatewayCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  ListPrincipalsCommand,
  ListResourcesCommand,
  RAMClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateResourceShareCommand,
} from '@aws-sdk/client-ram';
import { as, DEV, HUB, worldWithOrganization, MANAGEMENT } from '../organization-fixture';
import type { World } from '../world';

const NO_SHARE = `arn:aws:ram:eu-west-1:${HUB}:resource-share/none`;

let world: World;
let ram: RAMClient;
let gateway: string;
let resourceShareArn: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  ram = new RAMClient(as(world, HUB));
  const ec2 = new EC2Client(as(world, HUB));
  gateway = (await ec2.send(new CreateTransitGatewayCommand({}))).TransitGateway?.TransitGatewayArn ?? '';
  const { resourceShare: share } = await ram.send(new CreateResourceShareCommand({ name: 'hub' }));
  resourceShareArn = share?.resourceShareArn ?? '';
});

const associate = (input: object) => ram.send(new AssociateResourceShareCommand({ resourceShareArn, ...input }));
const create = (input: object) => ram.send(new CreateResourceShareCommand({ name: 'new', ...input }));
const associations = (associationType: 'PRINCIPAL' | 'RESOURCE', input: object) =>
  ram.send(new GetResourceShareAssociationsCommand({ associationType, ...input }));
const tag = (key: string) => ram.send(new TagResourceCommand({ resourceShareArn, tags: [{ key, value: '' }] }));

test.each([
  ['nothing to associate', () => associate({}), 'InvalidParameterException'],
  [
    '101 resources',
    () => associate({ resourceArns: Array.from({ length: 101 }, () => gateway) }),
    'ResourceShareLimitExceededException',
  ],
  ['a source of a share', () => associate({ principals: [DEV], sources: [DEV] }), 'NotImplemented'],
  ['a share that is no ARN', () => associate({ resourceShareArn: 'hub', principals: [DEV] }), 'MalformedArnException'],
  ['an unknown share', () => associate({ resourceShareArn: NO_SHARE, principals: [DEV] }), 'UnknownResourceException'],
  ['a share without a name', () => create({ name: '' }), 'InvalidParameterException'],
  ['principals of a resource', () => associations('PRINCIPAL', { resourceArn: gateway }), 'InvalidParameterException'],
  [
    'associations of an unknown share',
    () => associations('PRINCIPAL', { resourceShareArns: [NO_SHARE] }),
    'UnknownResourceException',
  ],
  [
    'an unknown share among known ones',
    () => ram.send(new GetResourceSharesCommand({ resourceOwner: 'SELF', resourceShareArns: [NO_SHARE] })),
    'UnknownResourceException',
  ],
  [
    'shares by permission',
    () =>
      ram.send(new GetResourceSharesCommand({ resourceOwner: 'SELF', permissionArn: 'arn:aws:ram::aws:permission/x' })),
    'NotImplemented',
  ],
  [
    'resources of another type',
    () => ram.send(new ListResourcesCommand({ resourceOwner: 'SELF', resourceType: 'ec2:SecurityGroup' })),
    'InvalidParameterException',
  ],
  [
    'a token that RAM never gave',
    () => ram.send(new ListPrincipalsCommand({ resourceOwner: 'SELF', nextToken: 'x' })),
    'InvalidNextTokenException',
  ],
  [
    'an unknown invitation',
    () => ram.send(new GetResourceShareInvitationsCommand({ resourceShareInvitationArns: ['arn:aws:ram:x'] })),
    'ResourceShareInvitationArnNotFoundException',
  ],
  ['a reserved tag', () => tag('aws:x'), 'InvalidParameterException'],
  [
    'an OU in a share that retains access of leavers',
    () =>
      create({
        principals: [`arn:aws:organizations::${MANAGEMENT}:organization/o-sampleorg1`],
        resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true },
      }),
    'InvalidParameterException',
  ],
])('%s is refused', async (_what, call, name) => {
  await expect(call()).rejects.toMatchObject({ name });
});

test('a share has at most 50 tags, and each change is an event', async () => {
  for (let n = 0; n < 50; n++) await tag(`k${n}`);
  await expect(tag('one-more')).rejects.toMatchObject({ name: 'TagLimitExceededException' });
  await ram.send(new UntagResourceCommand({ resourceShareArn, tagKeys: ['k0', 'absent'] }));
  await world.clock.jump(2000);
  const last = world.trail.published.findLast((event) => event.source === 'aws.tag');
  expect(last).toMatchObject({ region: 'eu-west-1', detail: { 'changed-tag-keys': ['k0'] } });
});

test('a share with an external principal must keep allowing external principals', async () => {
  await associate({ principals: ['300000000001'] });
  const close = ram.send(new UpdateResourceShareCommand({ resourceShareArn, allowExternalPrincipals: false }));
  await expect(close).rejects.toMatchObject({ name: 'OperationNotPermittedException' });
});

test('an account has at most 250 invitations pending', async () => {
  const outsiders = Array.from({ length: 250 }, (_, n) => String(300_000_000_000 + n));
  await associate({ principals: outsiders });
  await expect(associate({ principals: ['400000000000'] })).rejects.toMatchObject({
    name: 'ResourceShareLimitExceededException',
  });
});
