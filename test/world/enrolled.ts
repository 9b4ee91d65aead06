import type { HubResources, LandingZone } from '../../lib/landing-zone';
import { deploy, type DeployOptions } from './assembly/deploy';
import { enableRegions } from './assembly/prerequisites';
import type { Item } from '../twin/dynamodb/state';
import { eventually } from '../twin/eventually';
import { buildOrganization, centralAccounts, worldOf, type Organization } from './organization';
import { accountBaseline, associateExistingZones, deployZoneOwners, existingParts } from './existing';
import type { World, WorldOptions } from '../twin/world';
import { ledgerItems, mesh } from './mesh';
import { People } from './people';

const HOUR = 3_600_000;

export interface EnrolledWorld {
  readonly landingZone: LandingZone;
  readonly world: World;
  readonly organization: Organization;
  readonly hub: HubResources;
  readonly people: People;
}

/**
 * An organization whose hub is deployed and whose workload accounts are enrolled, unless a guard holds them; no VPC has joined. It
 * has what the landing zone describes as existing. `prepare` gets the world before anything happens in it.
 */
export async function enrolledOrganization(
  landingZone: LandingZone,
  options: WorldOptions &
    Pick<DeployOptions, 'edit' | 'stacks'> & {
      /** What the stacks are made of, where that differs from `landingZone`, which only the functions get then. */
      readonly deployed?: LandingZone;
      readonly prepare?: (world: World) => void;
      /** Makes what the accounts have before the deployment, beside what the landing zone describes as existing. */
      readonly before?: (world: World) => void | Promise<void>;
      readonly progress?: (line: string) => void;
    } = {},
): Promise<EnrolledWorld> {
  const { prepare, before, progress = () => undefined, edit, deployed, stacks, ...worldOptions } = options;
  const world = worldOf(landingZone, worldOptions);
  prepare?.(world);
  progress('building the organization');
  const organization = await buildOrganization(world, landingZone);
  for (const accountId of [landingZone.organization.managementAccountId, ...Object.values(organization.accounts)])
    await accountBaseline(world, landingZone, accountId);
  await enableRegions(world, landingZone);
  await existingParts(world, landingZone);
  await before?.(world);
  progress('deploying the hub');
  const { hub } = await deploy(world, deployed ?? landingZone, {
    ...(edit ? { edit } : {}),
    ...(stacks ? { stacks } : {}),
    ...(deployed || stacks ? { config: landingZone } : {}),
  });
  await associateExistingZones(world, landingZone);
  await deployZoneOwners(world, deployed ?? landingZone);
  const setting = { landingZone, world, organization, hub, people: new People(world, landingZone) };
  progress('enrolling the workload accounts');
  // After a deployment an operator invokes the sweep once; later its schedule does.
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  const held = (['planOnly', 'frozen'] as const).find((guard) => landingZone.guards[guard]);
  if (held !== undefined) {
    progress(`no account is enrolled: guards.${held} is on`);
    return setting;
  }
  const central = centralAccounts(landingZone).map(([name]) => name);
  const workloads = Object.entries(organization.accounts).filter(([name]) => !central.includes(name));
  for (const [name, accountId] of workloads) await enrolled(setting, name, accountId);
  return setting;
}

/**
 * Waits until the ledger has the account as enrolled: an hour of virtual time at most, or until the next sweep where nothing else finds
 * new accounts.
 */
export async function enrolled(
  { world, landingZone }: Pick<EnrolledWorld, 'world' | 'landingZone'>,
  name: string,
  accountId: string,
): Promise<void> {
  const isJoined = (item: Item): boolean => item['sk']?.S === accountId && item['state']?.S === 'joined';
  const isEnrolled = (): boolean => [...ledgerItems(world, landingZone).values()].some(isJoined);
  const longest = landingZone.rulesInUsEast1 === 'none' ? 7 * HOUR : HOUR;
  await eventually(world, `account ${name} is enrolled`, isEnrolled, 2_000, longest);
}

/**
 * Waits until the ledger has the VPC in a state, seven hours of virtual time at most.
 * @throws Error if the VPC does not come to the state
 */
export async function untilVpcIs(setting: EnrolledWorld, vpcId: string, state: string): Promise<void> {
  const { world, landingZone } = setting;
  const isSo = (): boolean => mesh(world, landingZone).some((row) => row.vpcId === vpcId && row.state === state);
  await eventually(world, `${vpcId} is ${state}`, isSo, 5_000, 7 * HOUR);
}
