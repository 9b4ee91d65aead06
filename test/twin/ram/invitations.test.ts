import { CreateTransitGatewayCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  AcceptResourceShareInvitationCommand,
  CreateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
  RAMClient,
  RejectResourceShareInvitationCommand,
} from '@aws-sdk/client-ram';
import { as, DEV, HUB, worldWithOrganization } from '../organization-fixture';
import type { World } from '../world';

const GUEST = '300000000001';
const DAY = 86_400_000;

let world: World;
let gateway: string;
beforeEach(async () => {
  world = await worldWithOrganization();
  const ec2 = new EC2Client(as(world, HUB));
  gateway = (await ec2.send(new CreateTransitGatewayCommand({}))).TransitGateway?.TransitGatewayArn ?? '';
});

const ram = (accountId: string) => new RAMClient(as(world, accountId));
const share = (principal: string, retain = false) =>
  ram(HUB).send(
    new CreateResourceShareCommand({
      name: 'hub',
      resourceArns: [gateway],
      principals: [principal],
      ...(retain ? { resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: true } } : {}),
    }),
  );
const invitations = async (accountId: string) =>
  (await ram(accountId).send(new GetResourceShareInvitationsCommand({}))).resourceShareInvitations ?? [];
const accept = async (accountId: string) => {
  const [invitation] = await invitations(accountId);
  const { resourceShareInvitationArn } = invitation ?? {};
  return ram(accountId).send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
};
const status = async () => {
  const request = new GetResourceShareAssociationsCommand({ associationType: 'PRINCIPAL' });
  return (await ram(HUB).send(request)).resourceShareAssociations?.[0]?.status;
};

test('an account outside of the organization has to accept, once', async () => {
  await share(GUEST);
  await world.clock.jump(world.times.other);
  expect(world.ram.isShared(gateway, GUEST)).toBe(false);
  expect(await invitations(GUEST)).toMatchObject([
    { senderAccountId: HUB, receiverAccountId: GUEST, status: 'PENDING' },
  ]);
  await accept(GUEST);
  await world.clock.jump(world.times.other);
  expect(world.ram.isShared(gateway, GUEST)).toBe(true);
  await expect(accept(GUEST)).rejects.toMatchObject({ name: 'ResourceShareInvitationAlreadyAcceptedException' });
});

test('a member has to accept, too, while sharing with the organization is off', async () => {
  world.organizations.sharingEnabled = false;
  await share(DEV);
  await world.clock.jump(world.times.other);
  expect(world.ram.isShared(gateway, DEV)).toBe(false);
  await accept(DEV);
  await world.clock.jump(world.times.other);
  expect(world.ram.isShared(gateway, DEV)).toBe(true);
});

test('retained access stays when the account leaves the organization', async () => {
  await share(DEV, true);
  await accept(DEV);
  await world.clock.jump(world.times.other);
  const account = world.organizations.account(DEV);
  if (account) world.organizations.depart(account, 'REMOVED');
  expect(world.ram.isShared(gateway, DEV)).toBe(true);
});

test('a rejected invitation gives no access and cannot be accepted any more', async () => {
  await share(GUEST);
  const [invitation] = await invitations(GUEST);
  const { resourceShareInvitationArn } = invitation ?? {};
  await ram(GUEST).send(new RejectResourceShareInvitationCommand({ resourceShareInvitationArn }));
  await expect(accept(GUEST)).rejects.toMatchObject({ name: 'ResourceShareInvitationAlreadyRejectedException' });
  expect(await status()).toBe('DISASSOCIATED');
});

test('an invitation to a gateway expires after seven days', async () => {
  await share(GUEST);
  await world.clock.jump(7 * DAY - 1);
  expect(await status()).toBe('ASSOCIATING');
  await world.clock.jump(1);
  await expect(accept(GUEST)).rejects.toMatchObject({ name: 'ResourceShareInvitationExpiredException' });
  expect(await status()).toBe('DISASSOCIATED');
});

test('an invitation is visible to its receiver only', async () => {
  await share(GUEST);
  const [invitation] = await invitations(GUEST);
  const { resourceShareInvitationArn } = invitation ?? {};
  const call = ram(DEV).send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
  await expect(call).rejects.toMatchObject({ name: 'ResourceShareInvitationArnNotFoundException' });
});
