import {
  AcceptResourceShareInvitationCommand,
  AssociateResourceShareCommand,
  DisassociateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
} from '@aws-sdk/client-ram';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import { MANAGED } from '../../names';
import type { Actual, Change, Invitation, Share } from './plan';

export const calls = {
  spoke: {
    listInvitations: GetResourceShareInvitationsCommand,
    acceptInvitation: AcceptResourceShareInvitationCommand,
  },
  hub: {
    listAssociations: GetResourceShareAssociationsCommand,
    associate: AssociateResourceShareCommand,
    disassociate: DisassociateResourceShareCommand,
  },
  // RAM changes the policy of the query log config with the caller's permissions.
  alsoNeeds: {
    hub: ['route53resolver:GetResolverQueryLogConfigPolicy', 'route53resolver:PutResolverQueryLogConfigPolicy'],
  },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;

export async function observe(
  spoke: ConceptSpoke,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, Actual>> {
  const attachments = await spoke.reads.attachments();
  const entries = accountIds.map(async (accountId): Promise<[string, Actual]> => {
    const [shares, invitations] = await Promise.all([
      sharesOf(spoke, accountId),
      spoke.landingZone.organization.sharing ? [] : invitationsOf(spoke),
    ]);
    // One that the account made by hand keeps no share: the hub rejects it when the account leaves.
    const attached = attachments.filter(
      (attachment) => attachment.accountId === accountId && attachment.tags[MANAGED] === 'true',
    );
    return [accountId, { accountId, shares, invitations, attached: attached.map(({ vpcId }) => vpcId).sort() }];
  });
  return new Map(await Promise.all(entries));
}

/** The account's association with each of the hub's shares. RAM also lists earlier, disassociated ones. */
async function sharesOf(spoke: ConceptSpoke, accountId: string): Promise<readonly Share[]> {
  const { resourceShareArns } = spoke.hub;
  const associations = await allPages(async (nextToken) => {
    const page = await spoke.calls.hub.listAssociations({
      associationType: 'PRINCIPAL',
      principal: accountId,
      resourceShareArns,
      maxResults: 500,
      nextToken,
    });
    return { items: page.resourceShareAssociations, next: page.nextToken };
  });
  return resourceShareArns.map((arn) => {
    const statuses = associations.filter((each) => each.resourceShareArn === arn).map(({ status }) => status ?? '');
    return { arn, status: statuses.find((status) => status !== 'DISASSOCIATED') ?? 'absent' };
  });
}

/** Pending invitations from the hub for the configured shares. No other invitation is ever accepted. */
async function invitationsOf(spoke: ConceptSpoke): Promise<readonly Invitation[]> {
  const invitations = await allPages(async (nextToken) => {
    const page = await spoke.calls.spoke.listInvitations({ maxResults: 500, nextToken });
    return { items: page.resourceShareInvitations, next: page.nextToken };
  });
  return invitations
    .filter(
      (invitation) =>
        invitation.status === 'PENDING' &&
        invitation.senderAccountId === spoke.landingZone.hub.accountId &&
        spoke.hub.resourceShareArns.includes(invitation.resourceShareArn ?? ''),
    )
    .map(({ resourceShareInvitationArn, resourceShareArn }) => ({
      arn: resourceShareInvitationArn ?? '',
      shareArn: resourceShareArn ?? '',
    }));
}

/** Assumed: ten calls a second. RAM publishes no rates. */
const TURN_MS = 100;

export async function apply(change: Change, spoke: ConceptSpoke): Promise<void> {
  const { spoke: spokeCalls, hub } = spoke.calls;
  if (change.what === 'invitation') await spokeCalls.acceptInvitation({ resourceShareInvitationArn: change.arn });
  else {
    const principal = { resourceShareArn: change.arn, principals: [change.key] };
    await spoke.turn({ bucket: 'share', key: change.key, ms: TURN_MS });
    await (change.verb === 'create' ? hub.associate(principal) : hub.disassociate(principal));
  }
}
