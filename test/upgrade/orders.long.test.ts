import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { ADMISSIONS_TABLE } from '../../lib/names';
import { deployStacks } from '../world/assembly/deploy';
import { Deployment, JOINED } from './deployment';
import { formerStacks, formerWorld } from './release';
import { only } from './templates';

it('an upgrade closes no path where stacks work on the last of their resources first', async () => {
  const former = await formerWorld();
  former.world.cloudformation.creates = 'last';
  const deployment = new Deployment(former);
  deployment.watch();
  await deployment.upgrade();
  expect(deployment.closed()).toEqual([]);
  expect(deployment.states()).toEqual(JOINED);
  expect(await deployment.faults()).toEqual([]);
});

it('the automation of 0.1.0 can come back before the last step; upgrading again needs the new table deleted', async () => {
  const former = await formerWorld();
  const { world, landingZone } = former;
  const deployment = new Deployment(former);
  deployment.watch();
  await deployment.upgrade({
    async beforeLast() {
      const back = await deployStacks(world, only(formerStacks(world), 'automation'));
      expect(back['automation']?.filter((change) => change.startsWith('retained '))).toEqual([
        expect.stringMatching(/^retained AdmissionsTable/),
      ]);
      await expect(deployment.deploy(deployment.config, 'automation')).rejects.toThrow(
        `already exists: ${ADMISSIONS_TABLE}`,
      );
      const { accountId, region } = landingZone.hub;
      const tables = new DynamoDBClient(world.config(world.administrator(accountId), region));
      const TableName = ADMISSIONS_TABLE;
      await tables.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
      await deployment.run(1);
      await tables.send(new DeleteTableCommand({ TableName }));
      await deployment.run(1);
      await deployment.deploy(deployment.config, 'automation');
      await deployment.sweep();
    },
  });
  expect(deployment.closed()).toEqual([]);
  expect(deployment.states()).toEqual(JOINED);
  expect(await deployment.faults()).toEqual([]);
});
