import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { as, DEV, HUB } from '../organization-fixture';
import { World } from '../world';

let world: World;
let client: SecretsManagerClient;
beforeEach(() => {
  world = new World();
  client = new SecretsManagerClient(as(world, HUB));
});

const create = (Name: string, SecretString?: string) => client.send(new CreateSecretCommand({ Name, SecretString }));
const read = (SecretId: string, from = client) => from.send(new GetSecretValueCommand({ SecretId }));

it('returns a secret by its name, its ARN, and its ARN without the last characters', async () => {
  const { ARN = '' } = await create('notices/slack', 'first');
  expect(ARN).toMatch(/:secret:notices\/slack-[A-Z0-9]{6}$/);
  for (const id of ['notices/slack', ARN, ARN.slice(0, -7)])
    await expect(read(id)).resolves.toMatchObject({ SecretString: 'first', ARN, VersionStages: ['AWSCURRENT'] });
  await client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'second' }));
  await expect(read(ARN)).resolves.toMatchObject({ SecretString: 'second' });
});

it('refuses a name that is taken, and secrets that are not there, have no value, or belong to another account', async () => {
  const { ARN = '' } = await create('one', 'value');
  await create('empty');
  await expect(create('one')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  for (const id of ['two', 'empty'])
    await expect(read(id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  const elsewhere = new SecretsManagerClient(as(world, DEV));
  await expect(read(ARN, elsewhere)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  await client.send(new DeleteSecretCommand({ SecretId: ARN, ForceDeleteWithoutRecovery: true }));
  await expect(read(ARN)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});
