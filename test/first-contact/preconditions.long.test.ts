import { readFileSync } from 'node:fs';
import * as account from '@aws-sdk/client-account';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import type { LandingZone } from '../../lib/landing-zone';
import { eventually } from '../twin/eventually';
import type { World } from '../twin/world';
import { stacksFor } from '../upgrade/templates';
import { deployStacks } from '../world/assembly/deploy';
import { enrolled } from '../world/enrolled';
import { buildOrganization, worldOf } from '../world/organization';
import { smallLandingZone } from '../world/small-landing-zone';

const CLIENTS: Readonly<
  Record<string, readonly [object, new (config: never) => { send(command: never): Promise<unknown> }]>
> = {
  account: [account, account.AccountClient],
  cloudformation: [cloudformation, cloudformation.CloudFormationClient],
  organizations: [organizations, organizations.OrganizationsClient],
  ram: [ram, ram.RAMClient],
};

/** The commands of a page's shell blocks below a heading, without comments. */
function commandsBelow(heading: string): readonly string[] {
  const [, section = ''] = readFileSync('docs/deploying.md', 'utf8').split(`\n## ${heading}\n`);
  const [block = ''] = section.split('\n## ');
  return [...block.matchAll(/```sh\n(.*?)```/gs)]
    .flatMap(([, lines = '']) => lines.split('\n'))
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line.startsWith('aws '));
}

/** `service-principal` is `ServicePrincipal` in the SDK. */
const pascal = (kebab: string): string =>
  kebab.replace(/(^|-)([a-z])/g, (_all, _dash, letter: string) => letter.toUpperCase());

/** Makes the call of an AWS CLI command, with the administrator of the account that its profile names. */
async function run(world: World, line: string, given: Readonly<Record<string, string>>): Promise<void> {
  const [, service = '', operation = '', ...words] = line.split(/\s+/);
  const options = Object.fromEntries(
    words.flatMap((word, index) => (word.startsWith('--') ? [[word.slice(2), words[index + 1] ?? '']] : [])),
  );
  const { profile = 'management', region = 'us-east-1', ...members } = options;
  const [module, Client] = CLIENTS[service] ?? [];
  const name = `${operation.replaceAll('-', '')}command`;
  const [, Command] = Object.entries(module ?? {}).find(([key]) => key.toLowerCase() === name) ?? [];
  if (!Client || typeof Command !== 'function') throw new Error(`${line}: expected an operation that the SDK has`);
  const input = Object.fromEntries(Object.entries(members).map(([key, value]) => [pascal(key), given[value] ?? value]));
  const config = world.config(world.administrator(given[profile] ?? ''), region) as never;
  const Operation = Command as new (input: object) => never;
  await new Client(config).send(new Operation(input));
}

/**
 * Runs the commands below headings of the page, deploys the stacks and runs the first sweep, in an organization that has nothing on:
 * its accounts are enrolled. Returns the world.
 * @throws Error if a stack fails or an account is not enrolled
 */
async function deployedAfter(headings: readonly string[], landingZone: LandingZone): Promise<World> {
  const { organization, hub } = landingZone;
  const { managementAccountId, rootId: RootId } = organization;
  const world = worldOf(landingZone);
  const { accounts } = await buildOrganization(world, landingZone, []);
  const management = world.config(world.administrator(managementAccountId), 'us-east-1');
  await new organizations.OrganizationsClient(management).send(
    new organizations.DisablePolicyTypeCommand({ RootId, PolicyType: 'SERVICE_CONTROL_POLICY' }),
  );
  const given = { management: managementAccountId, hub: hub.accountId, 'r-…': RootId };
  for (const command of headings.flatMap(commandsBelow))
    await run(world, command.replace('<hub account>', hub.accountId), given);
  await eventually(world, 'the region is enabled', () =>
    [managementAccountId, hub.accountId].every((id) => world.account.usable(id, hub.region)),
  );
  await deployStacks(world, await stacksFor(landingZone), { config: landingZone });
  await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
  await enrolled({ world, landingZone }, 'dev', accounts['dev'] ?? '');
  return world;
}

const BEFORE = 'Before the first deployment';
const DELEGATED = 'With the hub account as delegated administrator';
/** Of real time: the first synth bundles the functions. */
const LONG = 120_000;

test('the page has commands, and says what AWS answers where the policy type is enabled', () => {
  expect([BEFORE, DELEGATED].map((heading) => commandsBelow(heading).length)).toEqual([7, 2]);
  expect(readFileSync('docs/deploying.md', 'utf8')).toContain('PolicyTypeAlreadyEnabledException');
});

test(
  'the commands of docs/deploying.md, in their order, are all that a bare organization needs to enrol accounts',
  async () => {
    await expect(deployedAfter([BEFORE], smallLandingZone())).resolves.toBeDefined();
  },
  LONG,
);

test(
  '[FC18] with those for a delegated administrator the hub account enrols accounts, and the management account lets no function in',
  async () => {
    const small = smallLandingZone();
    const landingZone = { ...small, organization: { ...small.organization, delegatedAdministrator: 'hub' } } as const;
    const { iam } = await deployedAfter([BEFORE, DELEGATED], landingZone);
    const names = iam.rolesIn(landingZone.organization.managementAccountId).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith('wheelwright'))).toEqual(['wheelwright-forwarder']);
  },
  LONG,
);
