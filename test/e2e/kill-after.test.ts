import { killedAtEachCall, stage } from './kill';

it('converges when the worker is killed at any call of a join or a leave, with the answer lost', async () => {
  expect(await killedAtEachCall('after')).toEqual([]);
}, 600_000);

it('is killed at calls of every service that a worker calls', async () => {
  const { calls } = await stage();
  const services = [...new Set([...calls.join, ...calls.leave].map((action) => action.split(':')[0]))].sort();
  expect(services).toEqual([
    'dynamodb',
    'ec2',
    'eks',
    'events',
    'organizations',
    'route53',
    'route53resolver',
    'sqs',
    'sts',
  ]);
});
