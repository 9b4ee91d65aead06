import * as z from 'zod';
import { JOIN_CONCEPTS } from '../names';
import {
  accountId,
  cidr,
  createdOrExisting,
  domainName,
  noneOf,
  region,
  resourceId,
  section,
  segmentName,
  text,
} from './fields';
import { MAX_DRAIN_MINUTES, MAX_MESH_PREFIXES } from './limits';
import { iam } from './iam-section';
import { logs } from './logs-section';
import { contacts, notify } from './notify-section';
import { segment } from './segment-section';
import { tags } from './tags-section';
import { registry } from './registry-section';

const AZS = 'expected a number of Availability Zones, 1 to 6';
const availabilityZones = z.int({ error: AZS }).min(1, { error: AZS }).max(6, { error: AZS });
const COUNT = 'expected a whole number, 0 or more';
const count = z.int({ error: COUNT }).min(0, { error: COUNT });
const ASN = 'expected a private ASN: 64512 to 65534, or 4200000000 to 4294967294';
const PERCENT = 'expected a percentage from 0 to 100';

const organization = section({
  /** Policies and event patterns contain the ids as literals, so they are not looked up. */
  id: text(/^o-[a-z0-9]{10,32}$/, 'an organization id such as o-a1b2c3d4e5'),
  rootId: text(/^r-[a-z0-9]{4,32}$/, 'the id of the root, such as r-a1b2'),
  managementAccountId: accountId,
  /** `create` makes an organization trail, an ARN names an existing one: most events come through a trail. */
  trail: text(/^(create|arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail\/.+)$/, '"create" or the ARN of a trail'),
  /** Service control policies that deny spokes' administrators changes to our resources. `off`: there are none. */
  scp: z.enum(['create', 'off']).default('create'),
  /** Whether the accounts of segments may leave the organization by themselves. `false`: `scp` denies it. */
  accountsMayLeave: z.boolean().default(false),
  /**
   * The version whose spoke roles are kept while this one is deployed over it; its upgrade steps in docs/deploying.md say when to
   * set it and when to remove it.
   */
  upgradingFrom: z.literal('0.1.0', { error: 'expected 0.1.0, or no setting when the upgrade is complete' }).optional(),
  /**
   * `hub`: the hub account is the delegated administrator of StackSets and of Account Management, and the management account has
   * forward rules, policies and the trail only. For new deployments: StackSets cannot move to another administrator.
   */
  delegatedAdministrator: z.enum(['none', 'hub']).default('none'),
  /** Whether RAM sharing with the organization is on. Off: each account is invited by id and accepts. */
  sharing: z.boolean(),
  /** The region of Control Tower's lifecycle events. Left out without Control Tower. */
  controlTowerHomeRegion: region.optional(),
  /**
   * `true`: several segments may name one OU. Its accounts pick one of these segments with the tag `wheelwright:segment`,
   * and a VPC's tag may choose among them. `false`: that is an error.
   */
  segmentByAccountTag: z.boolean().default(false),
});

const hub = section({
  accountId,
  region,
  /** An existing VPC keeps its routes and ACLs; routes to the mesh are added to its route tables. */
  vpc: createdOrExisting(section({ cidr, azs: availabilityZones }), 'vpc', {
    cidr,
    /** One per Availability Zone: for the attachment, the endpoints and the inbound resolver. */
    subnets: z
      .array(section({ id: resourceId('subnet'), cidr }))
      .min(1, { error: 'expected at least one subnet such as { id: subnet-0123456789abcdef0, cidr: 10.0.0.0/24 }' }),
    routeTableIds: z.array(resourceId('rtb')).min(1, { error: 'expected at least one route table' }),
    /** Its attachment to an existing transit gateway: associated with no table, tagged `wheelwright:cidrs`. */
    attachmentId: resourceId('tgw-attach').optional(),
  }),
  /**
   * Whether the stack associates the hub VPC with the route table of its segment. `false` is for an existing attachment that is
   * associated with it already, and for one deployment, before its segment gets another name: an attachment has one
   * association, and CloudFormation would create the new one first. Until the next deployment no VPC reaches the hub VPC, or
   * its resolver.
   */
  vpcAssociated: z.boolean().default(true),
  /** Whether the stack propagates the hub VPC to the segments that reach it. `false`: it is propagated to their tables already. */
  vpcPropagated: z.boolean().default(true),
  /** An existing one has default association and propagation off, and no RAM shares but ours. */
  transitGateway: createdOrExisting(
    section({
      /** A private ASN: 64512 to 65534, or 4200000000 to 4294967294. */
      asn: z
        .int({ error: ASN })
        .refine((asn) => (asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294), {
          error: ASN,
        }),
    }),
    'tgw',
    {},
  ),
  /** An existing one allows queries from the mesh on port 53, UDP and TCP. */
  inboundResolver: createdOrExisting(
    /** A Resolver endpoint has at least two addresses; with a third, one may fail while another is busy. */
    section({
      azs: availabilityZones
        .min(2, { error: 'expected 2 to 6 Availability Zones; a Resolver endpoint has two addresses or more' })
        .default(3),
    }),
    'rslvr-in',
    { addresses: z.array(z.ipv4({ error: 'expected an IPv4 address' })).min(1, { error: 'expected its addresses' }) },
  ),
  /** Services that get an interface endpoint in the hub VPC, by the last part of the service name; `s3` also gets a gateway endpoint. */
  endpoints: z.array(text(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'the short name of a service, such as ecr.api')),
  /** An instance for testing name resolution and reachability, and a template of one for spokes. */
  testInstances: z.boolean().default(false),
});

const zones = section({
  private: z
    .array(
      section({
        name: domainName,
        segments: z.array(segmentName),
        /** An existing zone, associated with the hub VPC. */
        existing: text(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone such as Z0123456789ABCDEFGHIJ').optional(),
        /** The account that owns an existing zone. Left out: the hub account. */
        accountId: accountId.optional(),
      }),
    )
    .default([]),
  /** Public zones to create. An existing one needs no entry, as nothing depends on it. */
  public: z.array(domainName).default([]),
});

const NAME_SERVER = 'expected hub-inbound, AmazonProvidedDNS or an IPv4 address';
const NAMED_SERVERS = ['hub-inbound', 'AmazonProvidedDNS'] as const;
const nameServer = z.union([z.enum(NAMED_SERVERS), z.ipv4({ error: noneOf(NAMED_SERVERS, NAME_SERVER) })], {
  error: NAME_SERVER,
});

const join = section({
  /** A VPC needs usable subnets in this many Availability Zones. */
  requiredAzs: availabilityZones.default(2),
  /** The name servers in DHCP options, in order, where the segment's `dns` is `inbound`. */
  nameServers: z.array(nameServer).min(1, { error: NAME_SERVER }).default(['hub-inbound', 'AmazonProvidedDNS']),
  /** For a VPC that would lose names with the hub's resolver. `keep`: its DHCP options are not changed. */
  ownNames: z.enum(['keep', 'give-up', 'restore']).default('keep'),
  /** IPAM pools: `organization.scp` allows a joined VPC further CIDRs from these only. */
  ipamPools: z
    .array(text(/^ipam-pool-[0-9a-f]+$/, 'the id of an IPAM pool such as ipam-pool-0123456789abcdef0'))
    .default([]),
  /**
   * Gateway endpoint for S3: created, required of the VPC's team, or neither. Creating one breaks open connections to S3, and
   * requests then come from no public address, which bucket policies may name (`aws:SourceIp`). `create-if-unused`: created
   * where the VPC has no network interface but AWS's own, otherwise required.
   */
  s3Endpoint: z.enum(['create', 'create-if-unused', 'require', 'off']).default('create-if-unused'),
  concepts: z
    .union([z.literal('all'), z.array(z.enum(JOIN_CONCEPTS))], { error: 'expected "all" or a list of concept names' })
    .default('all'),
});

const DRAIN = `expected a number of minutes, 0 to ${MAX_DRAIN_MINUTES}, which is seven days; instances take new DHCP options within hours`;

const leave = section({
  /** How long the path stays after a VPC uses its own DNS servers again: instances take new DHCP options within hours. */
  drainMinutes: z.int({ error: DRAIN }).min(0, { error: DRAIN }).max(MAX_DRAIN_MINUTES, { error: DRAIN }).default(60),
});

const guards = section({
  /** Every reconcile stops after the plan. */
  planOnly: z.boolean().default(false),
  /** Emergency stop: nothing is read or written for any account. */
  frozen: z.boolean().default(false),
  /** How many VPCs may leave the mesh within an hour; if more would, all of them wait for an operator. */
  maxLeaves: section({
    count: count.default(5),
    percent: z.int({ error: PERCENT }).min(0, { error: PERCENT }).max(100, { error: PERCENT }).default(10),
    /** So many may leave however small the mesh is, unless `count` is less. */
    atLeast: count.default(3),
  }).prefault({}),
});

const MAX_ENTRIES = `expected 1 to ${MAX_MESH_PREFIXES}, the routes that a VPC route table holds`;

/** Every field on its own. `checked.ts` compares the fields with each other. */
export const fields = section({
  version: z.literal(1),
  organization,
  hub,
  /** The governed regions: a spoke is an account in one of them. */
  regions: z.array(region).min(1, { error: 'expected at least one region' }),
  /**
   * The region of STS, and of the stacks with our roles: a new account has no opt-in regions yet. A region deny of Control
   * Tower exempts neither CloudFormation nor STS's regional endpoints, so this is a region that Control Tower governs, such as
   * its home region.
   */
  stsRegion: region,
  /**
   * Which accounts forward events from us-east-1. `management`: where a region deny includes us-east-1, CloudFormation cannot
   * create rules there in other accounts; then only the sweep finds that a VPC's association with a private zone is gone.
   * `none`: where EventBridge does not deliver from us-east-1 to the region of the hub; then only the sweep finds new accounts.
   */
  rulesInUsEast1: z.enum(['all', 'management', 'none']).default('all'),
  /** The CIDRs that every spoke routes to the transit gateway: a few supernets, never one entry per VPC. */
  mesh: section({
    prefixes: z.array(cidr).min(1, { error: 'expected at least one prefix' }),
    /**
     * The size of the prefix list, which counts in full in every route table that refers to it. EC2 refuses to change entries
     * and size in one call, and CloudFormation cannot roll that back: change `prefixes` in one deployment, this in another.
     */
    maxEntries: z
      .int({ error: MAX_ENTRIES })
      .min(1, { error: MAX_ENTRIES })
      .max(MAX_MESH_PREFIXES, { error: MAX_ENTRIES })
      .default(10),
    /** CIDRs that many VPCs may have, such as 100.64.0.0/10 for pods. They count nowhere, and no other VPC reaches them. */
    localCidrs: z.array(cidr).default([]),
  }),
  segments: z.record(segmentName, segment),
  /** Which segments reach each other, in unordered pairs. Each reaches itself. */
  reach: z
    .array(z.tuple([segmentName, segmentName], { error: 'expected a pair of segments such as [shared, dev]' }))
    .default([]),
  zones: zones.prefault({}),
  join: join.prefault({}),
  leave: leave.prefault({}),
  logs: logs.prefault({}),
  iam: iam.prefault({}),
  tags: tags.prefault({}),
  registry: registry.prefault({}),
  guards: guards.prefault({}),
  /** E-mail addresses, which get alarms, and recipients of notices by kind. An address confirms its subscription once. */
  notify,
  /** Recipients of notices about the accounts whose tag `wheelwright:contact` names them. */
  contacts,
});

export type LandingZone = z.infer<typeof fields>;
export type Segment = LandingZone['segments'][string];

/** The JSON schema of `landing-zone.yaml`, for editors. Draft 7: the YAML language server has supported it longest. */
export const jsonSchema = () => z.toJSONSchema(fields, { io: 'input', target: 'draft-7' });
