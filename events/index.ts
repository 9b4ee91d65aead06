import * as z from 'zod';
import { event as accountRegionEnabled } from './account-region-enabled/event';
import { event as controltowerAccountCreated } from './controltower-account-created/event';
import { event as controltowerAccountUpdated } from './controltower-account-updated/event';
import { event as eksClusterChanged } from './eks-cluster-changed/event';
import { event as eksClusterTagChanged } from './eks-cluster-tag-changed/event';
import { anyEvent, record, type Address, type Envelope, type EventFamily, type Sender } from './family';
import { event as hubMeshChanged } from './hub-mesh-changed/event';
import { event as hubShareChanged } from './hub-share-changed/event';
import { event as organizationsAccountClosed } from './organizations-account-closed/event';
import { event as organizationsAccountCreated } from './organizations-account-created/event';
import { event as organizationsAccountMoved } from './organizations-account-moved/event';
import { event as organizationsAccountTagged } from './organizations-account-tagged/event';
import { event as organizationsMembershipChanged } from './organizations-membership-changed/event';
import { event as vpcChanged } from './vpc-changed/event';
import { event as vpcRoutesChanged } from './vpc-routes-changed/event';
import { event as vpcTagChanged } from './vpc-tag-changed/event';

export { namesNoAccount } from './organizations-membership-changed/event';
export type { Address, EventFamily, Place, Sender } from './family';
import { ourRoleArns, type Caller, type Naming } from '../lib/names';

/** The event families, sorted by the names of their folders. */
export const families: readonly EventFamily[] = [
  accountRegionEnabled,
  controltowerAccountCreated,
  controltowerAccountUpdated,
  eksClusterChanged,
  eksClusterTagChanged,
  hubMeshChanged,
  hubShareChanged,
  organizationsAccountClosed,
  organizationsAccountCreated,
  organizationsAccountMoved,
  organizationsAccountTagged,
  organizationsMembershipChanged,
  vpcChanged,
  vpcRoutesChanged,
  vpcTagChanged,
];

/** The accounts that are not spokes, and the names that the patterns contain. */
export interface Deployment {
  readonly managementAccountId: string;
  readonly hubAccountId: string;
  readonly naming: Naming;
}

const sentBy = (sender: Sender, { managementAccountId, hubAccountId }: Deployment) => {
  switch (sender) {
    case 'management':
      return { pattern: [managementAccountId], includes: (account: string) => account === managementAccountId };
    case 'hub':
      return { pattern: [hubAccountId], includes: (account: string) => account === hubAccountId };
    case 'spoke':
      return {
        pattern: [{ 'anything-but': [managementAccountId, hubAccountId] }],
        includes: (account: string) => account !== managementAccountId && account !== hubAccountId,
      };
  }
};

/** The pattern of a forward rule. */
export const forwardPattern = ({ pattern }: EventFamily, naming: Naming) => ({
  ...pattern,
  detail: pattern.detail(naming),
});

/** The pattern of the rule on the inbound bus. A forwarded event keeps its account, so the rule matches the family's accounts only. */
export const rulePattern = (family: EventFamily, deployment: Deployment) => ({
  account: sentBy(family.sender, deployment).pattern,
  ...forwardPattern(family, deployment.naming),
});

export interface MatchedEvent {
  readonly status: 'matched';
  readonly family: EventFamily;
  readonly event: Envelope;
  /** Empty for a failed call, a call of our own roles, and an event that does not concern Wheelwright. */
  readonly addresses: readonly Address[];
  /** Who made the call that the event records. Service events and tag changes name nobody. */
  readonly caller?: Caller;
}

const call = z.object(record);

/**
 * Finds the event's family and reads it by that family's schema.
 * @returns `unmatched` for an event of no family, or of an account that is not the family's sender
 * @throws ZodError for a body that is not an event, and for an event that does not fit its family's schema
 */
export const parseEvent = (body: unknown, deployment: Deployment): MatchedEvent | { readonly status: 'unmatched' } => {
  const head = anyEvent.parse(body);
  const made = call.safeParse(head.detail).data;
  const name = made?.eventName.toLowerCase();
  const family = families.find(
    ({ pattern, sender, eventNames, service }) =>
      pattern.source.includes(head.source) &&
      pattern['detail-type'].includes(head['detail-type']) &&
      (service === undefined || service === head.detail['service']) &&
      (eventNames.length === 0 || eventNames.some((known) => known.toLowerCase() === name)) &&
      sentBy(sender, deployment).includes(head.account),
  );
  if (family === undefined) return { status: 'unmatched' };
  const event = family.schema.parse(body);
  const { arn = '' } = made?.userIdentity?.sessionContext?.sessionIssuer ?? {};
  const principal = made?.userIdentity?.arn ?? made?.userIdentity?.invokedBy;
  const ignored =
    made?.errorCode !== undefined || ourRoleArns(family.sender, head.account, deployment.naming).includes(arn);
  return {
    status: 'matched',
    family,
    event,
    addresses: ignored ? [] : family.addresses(event),
    ...(made === undefined || principal === undefined ? {} : { caller: { call: made.eventName, principal } }),
  };
};
