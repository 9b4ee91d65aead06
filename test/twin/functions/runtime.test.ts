import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Severed } from '../wire/transport';
import { World } from '../world';
import type { Create, ExecutionEnvironment } from './instance';

const ACCOUNT = '100000000002';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker`;
const trust = (service: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  });

let world: World;
beforeEach(() => {
  world = new World();
  world.iam.putRole({
    accountId: ACCOUNT,
    name: 'worker',
    trust: trust('lambda.amazonaws.com'),
    attached: [ADMINISTRATOR],
  });
});
const register = (create: Create, more: object = {}) =>
  world.functions.register({
    ...{ name: 'worker', accountId: ACCOUNT, region: 'eu-west-1', roleArn: ROLE, timeoutSeconds: 60, create },
    ...more,
  });
const config = ({ requestHandler, credentials }: ExecutionEnvironment) => ({
  ...{ region: 'eu-west-1', maxAttempts: 1 },
  ...{ requestHandler, credentials },
});
const settled = <T>(promise: Promise<T>): (() => T | undefined) => {
  let value: T | undefined;
  void promise.then((result) => {
    value = result;
  });
  return () => value;
};

describe('a function', () => {
  it('works with a session of its role, its variables and a context', async () => {
    const { arn } = register(
      (environment) => async (event, context) => {
        const { Arn } = await new STSClient(config(environment)).send(new GetCallerIdentityCommand({}));
        environment.log(`hello ${environment.name}`);
        const { invokedFunctionArn, functionName, memoryLimitInMB, awsRequestId } = context;
        const remaining = context.getRemainingTimeInMillis();
        await environment.clock.sleep(20_000);
        return {
          ...{ event, Arn, environment: environment.environment },
          context: { invokedFunctionArn, functionName, memoryLimitInMB, awsRequestId },
          remaining: [remaining, context.getRemainingTimeInMillis()],
        };
      },
      { environment: { STAGE: 'test' } },
    );
    const began = world.clock.now().getTime();
    const result = settled(world.functions.invoke('worker', { a: 1 }));
    await world.clock.run({});
    expect(world.clock.now().getTime()).toBe(began + 20_000);
    expect(result()).toEqual({
      ok: true,
      value: {
        event: { a: 1 },
        Arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/worker`,
        environment: { STAGE: 'test', AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'worker' },
        context: {
          ...{ invokedFunctionArn: arn, functionName: 'worker', memoryLimitInMB: '256' },
          awsRequestId: world.functions.invocations[0]?.id,
        },
        remaining: [60_000, 40_000],
      },
    });
    expect(world.functions.logs).toEqual([{ functionName: 'worker', line: 'hello worker', at: new Date(began) }]);
  });

  it('gives each concurrent event an environment of its own, and uses idle ones again', async () => {
    let environments = 0;
    register(({ clock }) => {
      const number = ++environments;
      return async () => {
        await clock.sleep(1000);
        return number;
      };
    });
    const together = settled(Promise.all([1, 2].map(() => world.functions.invoke('worker', {}))));
    await world.clock.run({});
    const later = settled(world.functions.invoke('worker', {}));
    await world.clock.run({});
    expect(together()).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 2 },
    ]);
    expect(later()).toEqual({ ok: true, value: 2 });
    expect(environments).toBe(2);
  });

  it('gets new environments when it is registered again', async () => {
    register(() => () => Promise.resolve('old'));
    await world.functions.invoke('worker', {});
    register(() => () => Promise.resolve('new'));
    await expect(world.functions.invoke('worker', {})).resolves.toEqual({ ok: true, value: 'new' });
  });

  it('that throws fails its invocation, as does one that cannot start', async () => {
    register(() => () => Promise.reject(new Error('no')));
    await expect(world.functions.invoke('worker', {})).resolves.toEqual({ ok: false, error: new Error('no') });
    register(() => {
      throw new Error('no start');
    });
    await expect(world.functions.invoke('worker', {})).resolves.toEqual({ ok: false, error: new Error('no start') });
    expect(world.functions.invocations.map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  it('is ended by its timeout, in virtual time, and its environment is not used again', async () => {
    let environments = 0;
    let woke = false;
    register(({ clock }) => {
      environments++;
      return async (event) => {
        if (event === 'slow') {
          await clock.sleep(120_000);
          woke = true;
        }
        return 'done';
      };
    });
    const result = settled(world.functions.invoke('worker', 'slow'));
    await world.clock.jump(60_000);
    expect(result()).toMatchObject({ ok: false });
    expect(world.functions.invocations[0]).toMatchObject({ outcome: 'timed-out', endedAt: world.clock.now() });
    await expect(world.functions.invoke('worker', 'fast')).resolves.toEqual({ ok: true, value: 'done' });
    await world.clock.run({});
    expect([environments, woke]).toEqual([2, false]);
  });

  it('that is killed at a call never gets its response, and makes no further call', async () => {
    let answered = false;
    register((environment) => async () => {
      await new EC2Client(config(environment)).send(new DescribeVpcsCommand({}));
      answered = true;
    });
    world.around.push(async ({ call }, next) => {
      await next();
      if (call.invocationId !== undefined) throw new Severed();
    });
    const result = settled(world.functions.invoke('worker', {}));
    await world.clock.settle();
    expect(result()).toMatchObject({ ok: false });
    expect(world.functions.invocations.map(({ outcome }) => outcome)).toEqual(['killed']);
    expect(answered).toBe(false);
    expect(world.calls.at(-1)).toMatchObject({
      action: 'ec2:DescribeVpcs',
      invocationId: world.functions.invocations[0]?.id,
    });
  });

  it('that is killed while it sleeps sleeps forever', async () => {
    let woke = false;
    register(({ clock }) => async () => {
      await clock.sleep(1000);
      woke = true;
    });
    const result = settled(world.functions.invoke('worker', {}));
    world.functions.kill(world.functions.invocations[0]?.id ?? '');
    await world.clock.run({});
    expect(result()).toMatchObject({ ok: false });
    expect(woke).toBe(false);
  });

  it('that EventBridge invokes is tried twice more', async () => {
    register(() => () => Promise.reject(new Error('no')));
    world.functions.invokeAsync('worker', {});
    await world.clock.jump(59_000);
    expect(world.functions.invocations).toHaveLength(1);
    await world.clock.jump(1000);
    expect(world.functions.invocations).toHaveLength(2);
    await world.clock.run({});
    expect(world.functions.invocations).toHaveLength(3);
  });

  it('needs a role that Lambda may assume', () => {
    const create: Create = () => () => Promise.resolve();
    const refusal = expect.objectContaining({ code: 'InvalidParameterValueException' }) as Error;
    expect(() => register(create, { roleArn: `${ROLE}2` })).toThrow(refusal);
    world.iam.putRole({ accountId: ACCOUNT, name: 'other', trust: trust('ec2.amazonaws.com') });
    expect(() => register(create, { roleArn: ROLE.replace('worker', 'other') })).toThrow(refusal);
  });

  it('is named by its ARN where several have its name', () => {
    const create: Create = () => () => Promise.resolve();
    const { arn } = register(create);
    register(create, { region: 'us-east-1' });
    expect(world.functions.find(arn)?.arn).toBe(arn);
    expect(() => world.functions.find('worker')).toThrow('Several functions');
  });
});
