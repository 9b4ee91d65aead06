import * as z from 'zod';
import { JOIN_CONCEPTS } from '../names';
import {
  accountId,
  cidr,
  createdOrExisting,
  domainName,
  region,
  resourceId,
  section,
  segmentName,
  text,
} from './fields';
import { DRAIN_MINUTES_AT_MOST } from './limits';
import { registry } from './registry-section';

const AZS = 'expected a number of Availability Zones, 1 to 6';
const availabilityZones = z.int({ error: AZS }).min(1, { error: AZS }).max(6, { error: AZS });
const COUNT = 'expected a whole number, 0 or more';
const count = z.int({ error: COUNT }).min(0, { error: COUNT });
const PERCENT = 'expected a percentage from 0 to 100';

const organization = section({
  /** Policies and patterns carry the ids as literals, so they are written down and not looked up. */
  id: text(/^o-[a-z0-9]{10,32}$/, 'an organization id such as o-a1b2c3d4e5'),
  rootId: text(/^r-[a-z0-9]{4,32}$/, 'the id of the root, such as r-a1b2'),
  managementAccountId: accountId,
  /** `create` makes an organization trail, an ARN names the one there is: most events come through a trail. */
  trail: text(/^(create|arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:trail\/.+)$/, '"create" or the ARN of a trail'),
  /** Service control policies that keep spokes' administrators off what is ours. `off`: nothing keeps them off. */
  scp: z.enum(['create', 'off']).default('create'),
  /** Whether RAM sharing with the organization is on. Off: each account is invited by id and accepts. */
  sharing: z.boolean(),
  /** Where Control Tower's lifecycle events appear. Left out where there is no Control Tower. */
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
  /** A VPC that exists keeps its routes and ACLs; its route tables are given routes to the mesh. */
  vpc: createdOrExisting(section({ cidr, azs: availabilityZones }), 'vpc', {
    cidr,
    /** One per Availability Zone: for the attachment, the endpoints and the inbound resolver. */
    subnets: z
      .array(section({ id: resourceId('subnet'), cidr }))
      .min(1, { error: 'expected at least one subnet such as { id: subnet-0123456789abcdef0, cidr: 10.0.0.0/24 }' }),
    routeTableIds: z.array(resourceId('rtb')).min(1, { error: 'expected at least one route table' }),
    /** Its attachment to a transit gateway that exists too: associated with no table, tagged `wheelwright:cidrs`. */
    attachmentId: resourceId('tgw-attach').optional(),
  }),
  /** One that exists has default association and default propagation off, and shares of ours only. */
  transitGateway: createdOrExisting(
    section({
      /** A private ASN: 64512 to 65534, or 4200000000 to 4294967294. */
      asn: z.int().refine((asn) => (asn >= 64_512 && asn <= 65_534) || (asn >= 4_200_000_000 && asn <= 4_294_967_294), {
        error: 'expected a private ASN: 64512 to 65534, or 4200000000 to 4294967294',
      }),
    }),
    'tgw',
    {},
  ),
  /** One that exists lets the mesh ask it on port 53, by UDP and TCP. */
  inboundResolver: createdOrExisting(
    /** A Resolver endpoint has at least two addresses. */
    section({
      azs: availabilityZones.min(2, {
        error: 'expected 2 to 6 Availability Zones; a Resolver endpoint has two addresses or more',
      }),
    }),
    'rslvr-in',
    { addresses: z.array(z.ipv4({ error: 'expected an IPv4 address' })).min(1, { error: 'expected its addresses' }) },
  ),
  /** Services that get an interface endpoint in the hub VPC, by the last part of the service name; `s3` a gateway too. */
  endpoints: z.array(text(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/, 'the short name of a service, such as ecr.api')),
  /** An instance to try name resolution and reachability from, and the template of one for spokes. */
  testInstances: z.boolean().default(false),
});

const segment = section({
  /** A VPC's CIDRs must lie in these. */
  cidrs: z.array(cidr).min(1, { error: 'expected at least one CIDR' }),
  /** Accounts below these OUs may use the segment. Empty: no account may, as for the hub's own. */
  organizationalUnits: z.array(text(/^ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/, 'an OU id such as ou-a1b2-0123abcd')),
  /** `inbound`: VPCs ask the hub's inbound resolver (DHCP options). `zones`: the private zones are associated, no more. */
  dns: z.enum(['inbound', 'zones']).default('zones'),
  /** Static routes of the segment's table: a default route or a summary, to on-premises or to an inspection VPC. */
  routes: z
    .array(
      section({
        cidr,
        to: text(/^(hub|tgw-attach-[0-9a-f]+)$/, '"hub" or an id such as tgw-attach-0123456789abcdef0'),
      }),
    )
    .default([]),
});

const zones = section({
  private: z
    .array(
      section({
        name: domainName,
        segments: z.array(segmentName),
        /** A zone of the hub account that is there already, associated with the hub VPC. */
        existing: text(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone such as Z0123456789ABCDEFGHIJ').optional(),
      }),
    )
    .default([]),
  /** Those to be made; one that exists already serves nothing of ours, so it is left out. */
  public: z.array(domainName).default([]),
});

const NAME_SERVER = 'expected hub-inbound, AmazonProvidedDNS or an IPv4 address';

const join = section({
  /** A VPC needs usable subnets in this many Availability Zones. */
  requiredAzs: availabilityZones.default(2),
  /** What DHCP options give to instances where the segment's `dns` is `inbound`, in this order. */
  nameServers: z
    .array(z.union([z.enum(['hub-inbound', 'AmazonProvidedDNS']), z.ipv4()], { error: NAME_SERVER }))
    .min(1, { error: NAME_SERVER })
    .default(['hub-inbound', 'AmazonProvidedDNS']),
  /** What a VPC resolves by itself and would lose with the hub's resolver: kept, by leaving its DHCP options alone, or not. */
  ownNames: z.enum(['keep', 'give-up']).default('keep'),
  /** IPAM pools: a joined VPC gets further CIDRs from these and from nowhere else, as far as `organization.scp` holds. */
  ipamPools: z
    .array(text(/^ipam-pool-[0-9a-f]+$/, 'the id of an IPAM pool such as ipam-pool-0123456789abcdef0'))
    .default([]),
  /** Gateway endpoint for S3: made by us, demanded of the team, or neither. */
  s3Endpoint: z.enum(['create', 'require', 'off']).default('create'),
  concepts: z
    .union([z.literal('all'), z.array(z.enum(JOIN_CONCEPTS))], { error: 'expected "all" or a list of concept names' })
    .default('all'),
});

const DRAIN = `expected a number of minutes, 0 to ${DRAIN_MINUTES_AT_MOST}, which is seven days; instances take new DHCP options within hours`;

const leave = section({
  /** How long the path stays after a VPC uses its own DNS servers again: instances take new DHCP options by and by. */
  drainMinutes: z
    .int({ error: DRAIN })
    .min(0, { error: DRAIN })
    .max(DRAIN_MINUTES_AT_MOST, { error: DRAIN })
    .default(60),
});

const logs = section({
  flow: section({
    /** EC2 knows these two intervals only. */
    aggregationSeconds: z.union([z.literal(60), z.literal(600)], { error: 'expected 60 or 600' }).default(600),
    traffic: z.enum(['ALL', 'ACCEPT', 'REJECT']).default('ALL'),
  }).prefault({}),
  /** Whether DNS queries are logged. */
  query: z.boolean().default(true),
  encryption: z.literal('SSE-S3').default('SSE-S3'),
  /** A bucket that is there already, whose policy lets log delivery (and a trail that we create) write. */
  bucket: section({
    existing: text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'the name of a bucket'),
  }).optional(),
  /** A query log config of the hub account that is there already. */
  queryLogConfig: section({ existing: resourceId('rqlc') }).optional(),
});

const guards = section({
  /** Stop after the plan, everywhere. */
  planOnly: z.boolean().default(false),
  /** The kill switch: nothing is read or written for any account. */
  frozen: z.boolean().default(false),
  /** A plan or a sweep that takes out more VPCs than either of the two waits for an operator. */
  maxLeaves: section({
    count: count.default(5),
    percent: z.int({ error: PERCENT }).min(0, { error: PERCENT }).max(100, { error: PERCENT }).default(10),
  }).prefault({}),
});

/** Every field in itself. `checked.ts` holds the fields against each other. */
export const fields = section({
  version: z.literal(1),
  organization,
  hub,
  /** The governed regions: a spoke is an account in one of them. */
  regions: z.array(region).min(1, { error: 'expected at least one region' }),
  /** Where sessions come from: a new account cannot be reached through an opt-in region yet. */
  stsRegion: region,
  /** What every spoke routes to the transit gateway: a few supernets, never one entry per VPC. */
  mesh: section({ prefixes: z.array(cidr).min(1, { error: 'expected at least one prefix' }) }),
  segments: z.record(segmentName, segment),
  /** Which segments reach each other, in unordered pairs. Each reaches itself. */
  reach: z
    .array(z.tuple([segmentName, segmentName], { error: 'expected a pair of segments such as [shared, dev]' }))
    .default([]),
  zones: zones.prefault({}),
  join: join.prefault({}),
  leave: leave.prefault({}),
  logs: logs.prefault({}),
  registry: registry.prefault({}),
  guards: guards.prefault({}),
  /** E-mail addresses that get a message when an alarm goes off. Each confirms the subscription once. */
  notify: z.array(z.email({ error: 'expected an e-mail address' })).default([]),
});

export type LandingZone = z.infer<typeof fields>;
export type Segment = LandingZone['segments'][string];

/** The JSON schema of `landing-zone.yaml`, for editors. Draft 7 is what the YAML language server has known longest. */
export const jsonSchema = () => z.toJSONSchema(fields, { io: 'input', target: 'draft-7' });
