import type { Learned, PlanInputs } from '../../reconcile/concept';
import { hubMs } from '../../landing-zone';
import { membershipOf, type Target } from '../../reconcile/target';
import { waiting, type ChangeBase, type Waiting } from '../../reconcile/outcome';
import type { Attachment, AttachmentDetails } from '../../aws/read/shapes';
import { CIDRS, LOCAL_CIDRS, MANAGED, cidrsTag } from '../../names';
import type { Tags } from '../../aws/sdk/tags';

export interface Desired {
  readonly attached: boolean;
  readonly transitGatewayId: string;
  /** One per Availability Zone, sorted. */
  readonly subnetIds: readonly string[];
  /** What the VPC needs of the hub's request rates, in milliseconds. */
  readonly hubMs: number;
  /** The hub's tags. */
  readonly tags: Tags;
}

export type DetailedAttachment = Attachment & AttachmentDetails;

export interface Actual {
  readonly vpcId: string;
  /** Subnets and options are known where it is available. */
  readonly attachment?: DetailedAttachment;
  /** The zones of the VPC's subnets, by id. */
  readonly zones: Readonly<Record<string, string>>;
}

export type Change = ChangeBase &
  (
    | Readonly<{ what: 'attach'; transitGatewayId: string; subnetIds: readonly string[]; name: string; hubMs: number }>
    | Readonly<{ what: 'tag'; attachmentId: string; tags: Tags }>
    | Readonly<{ what: 'accept' | 'detach' | 'reject'; attachmentId: string }>
    | Readonly<{ what: 'options'; attachmentId: string; options: Partial<typeof OPTIONS> }>
    | Readonly<{ what: 'subnets'; attachmentId: string; add: readonly string[]; remove: readonly string[] }>
  );

/**
 * The options of every attachment. Without IPv6 support no IPv6 CIDR of the VPC is propagated (Transit Gateway guide, VPC
 * attachments): admission judges IPv4 CIDRs only. Appliance mode is for VPCs that inspect the traffic of others.
 */
export const OPTIONS = {
  ApplianceModeSupport: 'disable',
  DnsSupport: 'enable',
  Ipv6Support: 'disable',
  SecurityGroupReferencingSupport: 'disable',
} as const;

const nameOf = (accountId: string, vpcId: string): string => `wheelwright ${accountId} ${vpcId}`;

export function desire(target: Target, inputs: PlanInputs): Desired {
  const membership = membershipOf(target);
  return {
    attached: target.intent === 'join',
    transitGatewayId: inputs.hub.transitGatewayId,
    subnetIds: [...(membership?.subnetIds ?? [])].sort(),
    hubMs: membership === undefined ? 0 : hubMs(inputs.landingZone, membership.segment),
    tags: {
      Name: nameOf(inputs.accountId, target.key),
      [MANAGED]: 'true',
      // A quarantined VPC keeps the tag with the admitted CIDRs: the new CIDR is not part of the mesh.
      ...(membership?.quarantined ? {} : { [CIDRS]: cidrsTag(membership?.cidrs ?? []) }),
      ...(membership?.localCidrs.length ? { [LOCAL_CIDRS]: cidrsTag(membership.localCidrs) } : {}),
    },
  };
}

/**
 * | attachment        | attached                                  | not attached |
 * |-------------------|-------------------------------------------|--------------|
 * | none              | attach                                    | –            |
 * | pendingAcceptance | tag, then accept                          | detach if ours, else reject |
 * | available         | tag, and options or subnets, where they differ | detach  |
 * | deleting          | wait                                      | wait         |
 * | any other         | wait                                      | wait         |
 *
 * The hub tags before it accepts: decisions about other VPCs read the CIDRs of accepted attachments from this tag. AWS
 * modifies available attachments only, one change at a time: options of an attachment made by hand are changed once it is
 * accepted, and `segment-routing` waits until they are, so that no IPv6 CIDR is propagated.
 */
export function diff({ desired, actual }: { desired: Desired; actual: Actual }): readonly Change[] | Waiting {
  const { vpcId: key, attachment, zones } = actual;
  if (!attachment)
    return desired.attached
      ? [
          {
            verb: 'create',
            what: 'attach',
            key,
            transitGatewayId: desired.transitGatewayId,
            subnetIds: desired.subnetIds,
            name: desired.tags['Name'] ?? '',
            hubMs: desired.hubMs,
            because: `${key} is not attached to ${desired.transitGatewayId}`,
            wait: { because: `the attachment of ${key} is being created`, retryAfterSeconds: 20 },
          },
        ]
      : [];
  const { attachmentId, state } = attachment;
  if (state !== 'available' && state !== 'pendingAcceptance')
    return waiting(`${attachmentId} of ${key} is ${state}`, state === 'deleting' ? 10 : 15);
  if (!desired.attached) return [remove(key, attachment)];
  return [
    ...addTags(key, desired, attachment),
    ...(state === 'pendingAcceptance' ? accept(key, attachment) : modify(key, desired, attachment, zones)),
  ];
}

/** The hub deletes what is in the mesh, and rejects what was made by hand and not accepted. */
function remove(key: string, { attachmentId, state, tags }: Attachment): Change {
  const change = { verb: 'delete', key, attachmentId } as const;
  return state === 'pendingAcceptance' && tags[MANAGED] !== 'true'
    ? {
        ...change,
        what: 'reject',
        because: `${attachmentId} of ${key} is pending acceptance, and ${key} may not join`,
        wait: { because: `${attachmentId} of ${key} is being rejected`, retryAfterSeconds: 10 },
      }
    : {
        ...change,
        what: 'detach',
        because: `${key} leaves the mesh`,
        interrupts: `all traffic between ${key} and the mesh`,
        wait: { because: `${attachmentId} of ${key} is being deleted`, retryAfterSeconds: 10 },
      };
}

function addTags(key: string, desired: Desired, { attachmentId, tags }: Attachment): readonly Change[] {
  const missing = Object.fromEntries(Object.entries(desired.tags).filter(([name, value]) => tags[name] !== value));
  return Object.keys(missing).length === 0
    ? []
    : [
        {
          verb: 'update',
          what: 'tag',
          key,
          attachmentId,
          tags: missing,
          because: `${attachmentId} lacks the hub's tags ${Object.keys(missing).sort().join(', ')}`,
        },
      ];
}

const accept = (key: string, { attachmentId }: Attachment): readonly Change[] => [
  {
    verb: 'update',
    what: 'accept',
    key,
    attachmentId,
    because: `${attachmentId} of ${key} is pending acceptance`,
    wait: { because: `${attachmentId} of ${key} is being accepted`, retryAfterSeconds: 10 },
  },
];

type Zones = Actual['zones'];

function modify(key: string, desired: Desired, attachment: DetailedAttachment, zones: Zones): readonly Change[] {
  const options = changeOptions(key, attachment);
  return options.length > 0 ? options : changeSubnets(key, desired, attachment, zones);
}

/** An option that AWS does not return does not exist in the region. */
function changeOptions(key: string, { attachmentId, options: found }: DetailedAttachment): readonly Change[] {
  const wrong = Object.entries(OPTIONS).filter(([name, value]) => (found[name] ?? value) !== value);
  if (wrong.length === 0) return [];
  const differs = wrong.map(([name, value]) => `${name} ${found[name] ?? ''}, expected ${value}`);
  return [
    {
      verb: 'update',
      what: 'options',
      key,
      attachmentId,
      options: Object.fromEntries(wrong),
      because: `${attachmentId} of ${key} has ${differs.join('; ')}`,
      wait: { because: `${attachmentId} of ${key} is being modified`, retryAfterSeconds: 10 },
    },
  ];
}

/**
 * Adds and removes subnets. AWS refuses an attachment without subnets: if none is desired, nothing changes. An exchange
 * interrupts the traffic of its zone: one zone is exchanged at a time, once all other changes are made.
 */
function changeSubnets(key: string, desired: Desired, attachment: DetailedAttachment, zones: Zones): readonly Change[] {
  const { attachmentId } = attachment;
  const subnetIds = [...attachment.subnetIds].sort();
  const missing = desired.subnetIds.filter((id) => !subnetIds.includes(id));
  const excess = subnetIds.filter((id) => !desired.subnetIds.includes(id));
  if (desired.subnetIds.length === 0 || (missing.length === 0 && excess.length === 0)) return [];
  const zoneOf = (id: string): string => zones[id] ?? id;
  const exchanged = excess.map(zoneOf).filter((zone) => missing.some((id) => zoneOf(id) === zone));
  const simple = (id: string): boolean => !exchanged.includes(zoneOf(id));
  const now = [...missing, ...excess].some(simple) ? simple : (id: string) => zoneOf(id) === exchanged[0];
  const add = missing.filter(now);
  const remove = excess.filter(now);
  const because = `${attachmentId} has subnets ${subnetIds.join(', ')}, expected ${desired.subnetIds.join(', ')}`;
  return [
    {
      verb: 'update',
      what: 'subnets',
      key,
      attachmentId,
      add,
      remove,
      because,
      wait: { because: `${attachmentId} of ${key} is being modified`, retryAfterSeconds: 10 },
    },
  ];
}

/** A name for the attachment that a plan has and AWS has not. */
const NEW = 'the new attachment';

export const learn = ({ attachment }: Actual): Learned =>
  attachment === undefined ? {} : { attachmentId: attachment.attachmentId };

export function foresee(actual: Actual, change: Change): Actual {
  const { attachment, ...rest } = actual;
  if (change.what === 'attach') return { ...actual, attachment: newAttachment(change) };
  if (attachment === undefined) return actual;
  const { tags, options, subnetIds } = attachment;
  switch (change.what) {
    case 'tag':
      return { ...actual, attachment: { ...attachment, tags: { ...tags, ...change.tags } } };
    case 'accept':
      return { ...actual, attachment: { ...attachment, state: 'available' } };
    case 'options':
      return { ...actual, attachment: { ...attachment, options: { ...options, ...change.options } } };
    case 'subnets': {
      const kept = subnetIds.filter((id) => !change.remove.includes(id));
      return { ...actual, attachment: { ...attachment, subnetIds: [...kept, ...change.add].sort() } };
    }
    case 'detach':
    case 'reject':
      return rest;
  }
}

const newAttachment = ({ key, subnetIds }: Change & { readonly what: 'attach' }): DetailedAttachment => ({
  ...{ attachmentId: NEW, vpcId: key, accountId: '', state: 'pendingAcceptance' },
  ...{ createdAt: new Date(0), subnetIds, options: OPTIONS, tags: {} },
});
