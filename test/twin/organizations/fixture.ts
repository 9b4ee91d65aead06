import {
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  DescribeCreateAccountStatusCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { as, MANAGEMENT } from '../organization-fixture';
import { World, type WorldOptions } from '../world';

/** The organization's client of an account; without one, of the management account. */
export const organizationsClient = (world: World, accountId = MANAGEMENT): OrganizationsClient =>
  new OrganizationsClient(as(world, accountId, 'us-east-1'));

/** A world whose organization exists, with given ids. */
export async function organizedWorld(options: WorldOptions = {}): Promise<World> {
  const given = { organizationId: 'o-sampleorg1', rootId: 'r-root', managementAccountId: MANAGEMENT, ...options.given };
  const world = new World({ ...options, given });
  await organizationsClient(world).send(new CreateOrganizationCommand({ FeatureSet: 'ALL' }));
  return world;
}

/** Creates an account in the root by the API, waits for it, and returns its id. */
export async function createAccount(world: World, name: string, email = `${name}@example.com`): Promise<string> {
  const client = organizationsClient(world);
  const { CreateAccountStatus: begun } = await client.send(
    new CreateAccountCommand({ AccountName: name, Email: email }),
  );
  await world.clock.jump(world.times.other);
  const { CreateAccountStatus: ended } = await client.send(
    new DescribeCreateAccountStatusCommand({ CreateAccountRequestId: begun?.Id }),
  );
  if (ended?.AccountId === undefined) throw new Error(`Account ${name} was not created: ${ended?.FailureReason}.`);
  return ended.AccountId;
}

/** Creates an OU and returns its id. */
export async function createUnit(world: World, name: string, parentId = 'r-root'): Promise<string> {
  const { OrganizationalUnit: unit } = await organizationsClient(world).send(
    new CreateOrganizationalUnitCommand({ ParentId: parentId, Name: name }),
  );
  return unit?.Id ?? '';
}

/** The name of the SDK's error that a call fails with; undefined if it succeeds. */
export async function errorName(call: Promise<unknown>): Promise<string | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof Error) return error.name;
    throw error;
  }
}
