import { killedAt, stage, type Stage } from './kill';

let staged: Stage;
beforeAll(async () => {
  staged = await stage();
});

it('converges when the worker is killed before every twelfth call of a join or a leave has its effect', async () => {
  expect(await killedAt('before', 'the sample', staged)).toEqual([]);
}, 600_000);

it('converges when the worker is killed after every twelfth call of a join or a leave, before it gets the response', async () => {
  expect(await killedAt('after', 'the sample', staged)).toEqual([]);
}, 600_000);

it('kills the worker at calls of every service that it calls', () => {
  const { calls } = staged;
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
