import { killedAt, stage } from './kill';

it('converges when the worker is killed after every sixth call of a join or a leave, before it gets the response', async () => {
  expect(await killedAt('after', { sampleFrom: 4 })).toEqual([]);
}, 600_000);

it('kills the worker at calls of every service that it calls', async () => {
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
