import { readFileSync } from 'node:fs';
import * as account from '@aws-sdk/client-account';
import * as cloudformation from '@aws-sdk/client-cloudformation';
import * as organizations from '@aws-sdk/client-organizations';
import * as ram from '@aws-sdk/client-ram';
import { eventually } from '../twin/eventually';
import type { World } from '../twin/world';
import { readAssembly } from '../world/assembly/assembly';
import { deployStacks } from '../world/assembly/deploy';
import { assemblyOf } from '../world/assembly/synthesize';
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

/** AWS enables the policy type in an organization that is new; the page says what it answers then. */
function unlessForeseen(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'PolicyTypeAlreadyEnabledException') throw error;
  expect(readFileSync('docs/deploying.md', 'utf8')).toContain(error.name);
}

test('the commands of docs/deploying.md, in their order, are all that a bare organization needs before the stacks', async () => {
  const landingZone = smallLandingZone();
  const { organization, hub } = landingZone;
  const world = worldOf(landingZone);
  await buildOrganization(world, landingZone, []);
  const commands = commandsBelow('Before the first deployment');
  expect(commands.length).toBeGreaterThan(6);
  const given = { management: organization.managementAccountId, hub: hub.accountId, 'r-…': organization.rootId };
  for (const command of commands) await run(world, command, given).catch(unlessForeseen);
  await eventually(world, 'the region is enabled', () =>
    [organization.managementAccountId, hub.accountId].every((id) => world.account.usable(id, hub.region)),
  );
  await deployStacks(world, readAssembly(await assemblyOf(landingZone)));
  expect(world.functions.find(`arn:aws:lambda:${hub.region}:${hub.accountId}:function:wheelwright-join`)).toBeDefined();
}, 60_000);

test('the hub account is registered as a delegated administrator by the commands of docs/deploying.md', async () => {
  const landingZone = smallLandingZone();
  const world = worldOf(landingZone);
  await buildOrganization(world, landingZone, ['account.amazonaws.com']);
  const given = {
    management: landingZone.organization.managementAccountId,
    '<hub account>': landingZone.hub.accountId,
  };
  const commands = commandsBelow('With the hub account as delegated administrator');
  for (const command of commands) await run(world, command.replace('<hub account>', landingZone.hub.accountId), given);
  const client = new organizations.OrganizationsClient(
    world.config(world.administrator(landingZone.organization.managementAccountId), 'us-east-1'),
  );
  const { DelegatedAdministrators } = await client.send(new organizations.ListDelegatedAdministratorsCommand({}));
  expect(DelegatedAdministrators?.map(({ Id }) => Id)).toEqual([landingZone.hub.accountId]);
});
