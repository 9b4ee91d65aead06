import {
  AcceptResourceShareInvitationCommand,
  AssociateResourceShareCommand,
  DisassociateResourceShareCommand,
  GetResourceShareInvitationsCommand,
} from '@aws-sdk/client-ram';
import { calls as enrollmentCalls, sharePrincipals } from '../../aws/read/enrollment';
import type { Calls } from '../../aws/sdk/calls';
import { allPages } from '../../aws/sdk/pages';
import type { Spoke } from '../../reconcile/concept';
import { MANAGED } from '../../names';
import { sharesIn, type Actual, type Change, type Invitation, type Share } from './plan';

export const calls = {
  spoke: {
    listInvitations: GetResourceShareInvitationsCommand,
    acceptInvitation: AcceptResourceShareInvitationCommand,
  },
  hub: {
    ...enrollmentCalls.hub,
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

/** The account's association with each of the hub's shares. */
async function sharesOf(spoke: ConceptSpoke, accountId: string): Promise<readonly Share[]> {
  const { resourceShareArns } = spoke.hub;
  const principals = await sharePrincipals(spoke.calls.hub, { accountId, shareArns: resourceShareArns });
  return sharesIn(resourceShareArns, principals);
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
