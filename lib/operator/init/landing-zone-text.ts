/** What `wheelwright init` asks for. */
export interface Answers {
  readonly organizationId: string;
  readonly rootId: string;
  readonly managementAccount: string;
  readonly hubAccount: string;
  readonly region: string;
  /** The supernet of the mesh; each segment gets a part of it. */
  readonly mesh: string;
  /** The organizational units of each segment by its name, without the hub's. */
  readonly segments: Readonly<Record<string, readonly string[]>>;
  readonly notify: readonly string[];
}

/** The first line of the file: an editor with the YAML language server checks and completes it by this schema. */
const SCHEMA = '# yaml-language-server: $schema=./node_modules/wheelwright/landing-zone.schema.json';

/** The hub's segment and its range come first. */
const HUB_SEGMENT = 'shared';

/**
 * A `landing-zone.yaml` with the settings that differ between organizations. The mesh is divided into as many equal ranges as
 * there are segments, rounded up to a power of two; the hub VPC has the first.
 */
export function landingZoneText({ segments, ...answers }: Answers): string {
  const names = [HUB_SEGMENT, ...Object.keys(segments)];
  const ranges = rangesOf(answers.mesh, names.length);
  const [hubRange = answers.mesh] = ranges;
  const lines = names.map((name, index) => {
    const units = segments[name] ?? [];
    const dns = name === HUB_SEGMENT ? '' : ', dns: inbound';
    return `  ${name}: { cidrs: [${ranges[index] ?? ''}], organizationalUnits: [${units.join(', ')}]${dns} }`;
  });
  const pairs = names.slice(1).map((name) => `[${HUB_SEGMENT}, ${name}]`);
  return `${SCHEMA}
# The declared landing zone. Every id is a literal, because policies and event patterns contain the ids.
version: 1

organization:
  id: ${answers.organizationId}
  rootId: ${answers.rootId}
  managementAccountId: '${answers.managementAccount}' # account ids: twelve digits, always quoted
  trail: create # or the ARN of an existing organization trail; most events come through one
  sharing: true # RAM sharing with the organization is on

hub:
  accountId: '${answers.hubAccount}'
  region: ${answers.region}
  vpc: { cidr: ${hubVpc(hubRange)}, azs: 2 } # or { existing: vpc-…, … }, like every part of the hub
  transitGateway: { asn: 64512 }
  inboundResolver: { azs: 2 }
  endpoints: [] # interface endpoints in the hub VPC, such as ecr.api, ecr.dkr, s3

regions: [${answers.region}] # the governed regions: the hub's
stsRegion: us-east-1 # must be enabled by default in every account

mesh: { prefixes: [${answers.mesh}] } # what spokes route to the hub: supernets

segments: # their ranges, and the OUs whose accounts may join them
${lines.join('\n')}

reach: [${pairs.join(', ')}] # unordered pairs; a segment always reaches itself

guards: { planOnly: true } # every reconcile stops after the plan: see what would change first

notify: [${answers.notify.join(', ')}] # gets an e-mail for every alarm
`;
}

const bits = (cidr: string): number => Number(cidr.split('/')[1]);
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const addressOf = (number: number): string => [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');

/** The first `count` of the equal ranges into which a range is divided. What is no range gives none. */
function rangesOf(cidr: string, count: number): readonly string[] {
  const length = bits(cidr) + Math.ceil(Math.log2(count));
  if (Number.isNaN(length) || length > 28) return [];
  const [address = ''] = cidr.split('/');
  return Array.from({ length: count }, (_each, index) => {
    return `${addressOf(numberOf(address) + index * 2 ** (32 - length))}/${length}`;
  });
}

/** AWS allows a VPC of /16 at most. */
const hubVpc = (range: string): string => `${range.split('/')[0] ?? ''}/${Math.max(bits(range), 16)}`;
