import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { DescribeRouteTablesCommand, DescribeSubnetsCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { readLandingZone } from '../../infra/landing-zone-file';
import type { LandingZone } from '../../lib/landing-zone';
import { LEDGER_TABLE } from '../../lib/names';
import type { JsonObject } from '../twin/json';
import { open } from '../twin/sts/assume-role';
import type { World } from '../twin/world';
import type { StackArtifact } from '../world/assembly/assembly';
import { deployStacks } from '../world/assembly/deploy';
import { prerequisites } from '../world/assembly/prerequisites';
import { buildOrganization, worldOf, type Organization } from '../world/organization';
import { People } from '../world/people';
import { inventory } from './inventory';
import { SENDERS } from './senders';

const FOLDER = 'test/infra/upgrade/0.1.0';

/** An organization as release 0.1.0 left it, with four joined VPCs. Its functions do nothing any more. */
export interface FormerWorld {
  readonly world: World;
  readonly landingZone: LandingZone;
  readonly organization: Organization;
  readonly people: People;
  readonly hubVpcId: string;
  /** What existed before the release was deployed. */
  readonly before: ReadonlySet<string>;
  /** By their names, such as `dev-1`. */
  readonly vpcs: ReadonlyMap<string, { readonly vpcId: string; readonly accountId: string }>;
}

/** A call of a function of that release. `makes` names the id that it returns. */
interface RecordedCall {
  readonly account: string;
  readonly region?: string;
  readonly call: string;
  readonly input: JsonObject;
  readonly makes?: string;
}
interface RecordedVpc {
  readonly vpc: string;
  readonly account: string;
  readonly cidr: string;
}
type FormerStack = Omit<StackArtifact, 'id' | 'dependencies' | 'template' | 'assets'> & {
  readonly template: JsonObject;
};

/** The names of our roles in an account. */
export const rolesOf = ({ iam }: World, accountId: string): readonly string[] =>
  iam
    .rolesIn(accountId)
    .map(({ name }) => name)
    .filter((name) => name.startsWith('wheelwright-'))
    .sort();

const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');

/** Builds it from the templates, calls and ledger items of the release.  */
export async function formerWorld(): Promise<FormerWorld> {
  const landingZone = readLandingZone(join(FOLDER, 'landing-zone.yaml'));
  const world = worldOf(landingZone);
  const organization = await buildOrganization(world, landingZone);
  await prerequisites(world, landingZone);
  const before = inventory(world);
  await deployStacks(world, formerStacks(world));
  const former = new Former(world, landingZone, organization);
  await former.replay();
  const { people, vpcs, hubVpcId } = former;
  return { world, landingZone, organization, people, hubVpcId, before, vpcs };
}

/** The stacks of the release, with functions that acknowledge everything. */
export function formerStacks(world: World): StackArtifact[] {
  const stacks = JSON.parse(read('templates.json')) as Readonly<Record<string, FormerStack>>;
  return Object.entries(stacks).map(([id, { template, ...stack }]) => {
    for (const [key] of JSON.stringify(template).matchAll(/[\w-]+","S3Key":"[\w.]+/g))
      world.functions.code.set(key.replace('","S3Key":"', '/'), () => () => Promise.resolve({ batchItemFailures: [] }));
    return { ...stack, id, template: JSON.stringify(template), dependencies: [], assets: [] };
  });
}

/** After such a call AWS is busy; the release waited as well. */
const SLOW =
  /EnableRegion|AssociateResourceShare|CreateStackInstances|VpcAttachment|AssociateTransitGateway|AssociateDhcp/;

class Former {
  readonly vpcs = new Map<string, { vpcId: string; accountId: string }>();
  readonly people: People;
  readonly #ids = new Map<string, string>();

  constructor(
    readonly world: World,
    readonly landingZone: LandingZone,
    readonly organization: Organization,
  ) {
    this.people = new People(world, landingZone);
    for (const [name, id] of Object.entries(organization.accounts)) this.#ids.set(`account:${name}`, id);
    this.#ids.set('account:management', landingZone.organization.managementAccountId);
  }

  get hubVpcId(): string {
    return this.#id('hub:vpc-id');
  }

  async replay(): Promise<void> {
    await this.#learnHub();
    for (const step of JSON.parse(read('calls.json')) as readonly (RecordedCall | RecordedVpc)[])
      if ('vpc' in step) await this.#createVpc(step);
      else await this.#repeat(step);
    const { accountId, region } = this.landingZone.hub;
    const table = new DynamoDBClient(this.world.config(this.world.administrator(accountId), region));
    const items = JSON.parse(this.#resolved(read('ledger.json'))) as readonly Record<string, AttributeValue>[];
    for (const Item of items) await table.send(new PutItemCommand({ TableName: LEDGER_TABLE, Item }));
  }

  async #learnHub(): Promise<void> {
    const { accountId, region } = this.landingZone.hub;
    const ssm = new SSMClient(this.world.config(this.world.administrator(accountId), region));
    const Path = '/wheelwright/hub';
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path, Recursive: true, NextToken }));
      for (const { Name = '', Value = '' } of page.Parameters ?? [])
        this.#ids.set(`hub:${Name.slice(Path.length + 1)}`, Value);
      ({ NextToken } = page);
    } while (NextToken !== undefined);
  }

  async #createVpc({ vpc: name, account, cidr }: RecordedVpc): Promise<void> {
    const accountId = this.#id(`account:${account}`);
    const vpcId = await this.people.createVpc(accountId, { cidr, zones: 'ab', routeTables: 1 });
    this.vpcs.set(name, { vpcId, accountId });
    const ec2 = await this.people.ec2(accountId);
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ VpcIds: [vpcId] }));
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({ Filters }));
    const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
    this.#ids.set(`vpc:${name}`, vpcId).set(`default-dhcp:${name}`, vpc?.DhcpOptionsId ?? '');
    for (const { SubnetId = '', AvailabilityZone = '' } of Subnets)
      this.#ids.set(`subnet:${name}/${AvailabilityZone.slice(-1)}`, SubnetId);
    for (const { RouteTableId = '', Associations = [] } of RouteTables)
      this.#ids.set(`table:${name}/${Associations.some(({ Main }) => Main) ? 'main' : 'other'}`, RouteTableId);
    await this.people.tag(accountId, vpcId);
    await this.world.clock.jump(60_000);
  }

  async #repeat({ account, region, call, input, makes }: RecordedCall): Promise<void> {
    const accountId = this.#id(`account:${account}`);
    const send = SENDERS[call];
    if (!send) throw new Error(`${FOLDER}/calls.json: there is no command for ${call}.`);
    const config = this.world.config(this.#administrator(accountId), region ?? this.landingZone.hub.region);
    const made = await send(config, this.#resolved(JSON.stringify(input)));
    if (makes !== undefined) this.#ids.set(makes, typeof made === 'string' ? made : '');
    if (SLOW.test(call)) await this.world.clock.jump(120_000);
  }

  /**
   * The release lacked permissions that AWS asks for, such as `iam:CreateServiceLinkedRole`, so its calls are repeated with
   * an administrator's. In a spoke this is the role of StackSets, which the service control policies exempt.
   */
  #administrator(accountId: string) {
    const role = this.world.iam.rolesIn(accountId).find(({ name }) => name.startsWith('stacksets-exec-'));
    return role ? open(this.world, role, 'release', 3600).identity : this.world.administrator(accountId);
  }

  #id(name: string): string {
    const id = this.#ids.get(name);
    if (id === undefined) throw new Error(`${FOLDER}: nothing is known by the name ${name}.`);
    return id;
  }

  /** The text with the ids of this world in place of names. */
  #resolved(text: string): string {
    return text.replace(/<([\w-]+:[^>]+)>/g, (_all, name: string) => this.#id(name));
  }
}
