import type { SQSEvent } from 'aws-lambda';
import { allowedSegments } from '../../lib/landing-zone';
import { throttling } from '../e2e/faults';
import { untilVpcIs, type EnrolledWorld } from '../world/enrolled';
import { sharedOrganization } from '../world/shared';
import { deadLetters, organizationsCalls, wake } from '../world/hub-queues';
import { fixtureLandingZone } from '../world/landing-zone';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ACCOUNTS = 60;
/** Organizations returns 20 accounts a page. */
const PAGES = 4;

let setting: EnrolledWorld;
beforeAll(async () => {
  setting = await sharedOrganization(fixtureLandingZone());
}, 2 * MINUTE);

it(
  '[FC15] what a sweep has read of an account moves no VPC after an event has told that the account was moved',
  async () => {
    const { world, people, organization, landingZone } = setting;
    const [dev, unit] = [organization.accounts['dev'] ?? '', organization.organizationalUnits['Workloads/Dev'] ?? ''];
    const vpcId = await people.createVpc(dev, { cidr: '10.1.0.0/20', zones: 'ab' });
    await people.tag(dev, vpcId);
    await untilVpcIs(setting, vpcId, 'joined');
    const ouPath = [organization.rootId, ...world.organizations.organizationalUnitsAbove(dev)];
    const account = {
      id: dev,
      name: 'dev',
      state: 'ACTIVE',
      ouPath,
      tags: {},
      readAt: world.clock.now().toISOString(),
    };
    expect(allowedSegments(landingZone, account)).toEqual(['dev']);

    await world.clock.jump(SECOND);
    await people.move(dev, unit, organization.organizationalUnits['Workloads/Prod'] ?? '');
    // Its range is none of segment prod.
    await untilVpcIs(setting, vpcId, 'refused');
    const before = world.calls.length;
    const { region } = landingZone.hub;
    // New instances of the functions remember nothing newer than the message.
    world.functions.dropEnvironments();
    expect(world.clock.now().getTime() - Date.parse(account.readAt)).toBeLessThan(5 * MINUTE);
    for (const worker of ['enroll', 'join'] as const)
      await wake(setting, worker, { accountId: dev, region, because: 'a late page of a sweep', account });
    await world.clock.jump(5 * MINUTE);
    const writes = world.calls
      .slice(before)
      .filter(({ mutating, action }) => mutating && /^(ec2|ram|route53)/.test(action));
    expect(writes).toEqual([]);
  },
  2 * MINUTE,
);

it(
  '[FC15] a sweep makes two calls of Organizations an account at most, spread over minutes, and leaves no dead letter',
  async () => {
    const { world } = setting;
    for (let n = 0; n < ACCOUNTS; n++) {
      const id = String(300_000_000_000 + n);
      world.organizations.join({ id, name: `team-${n}`, email: `${n}@example.com` }, 'INVITED');
    }
    await world.clock.jump(10 * MINUTE);
    const [before, began] = [world.calls.length, world.clock.now().getTime()];
    await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await world.clock.jump(5 * MINUTE);
    const enrolling = world.functions.invocations
      .filter(({ functionName, startedAt }) => functionName === 'wheelwright-enroll' && startedAt.getTime() >= began)
      .map(({ startedAt }) => startedAt.getTime() - began);
    // Some accounts of a page take a turn to be read, and come back within the page's time.
    const pages = enrolling.map((ms) => Math.floor(ms / (6 * SECOND)));
    expect(new Set(pages)).toEqual(new Set(Array.from({ length: PAGES }, (_, page) => page)));
    const calls = organizationsCalls(setting, before);
    expect(calls.filter((action) => action.endsWith('ListAccounts'))).toHaveLength(2 * PAGES);
    expect(calls.length).toBeLessThanOrEqual(2 * ACCOUNTS);
    expect(deadLetters(setting)).toEqual([]);
  },
  2 * MINUTE,
);

it(
  '[FC15] a sweep whose step fails goes on where it was, with a token that Organizations takes no more, too',
  async () => {
    const { world } = setting;
    await world.clock.jump(10 * MINUTE);
    const began = world.clock.now().getTime();
    let refused = 0;
    let expired: string | undefined;
    world.around.push(({ operation, input }, next) => {
      if (operation !== 'ListAccounts') return next();
      const { NextToken } = input as { readonly NextToken?: string };
      const at = world.clock.now().getTime() - began;
      // Whoever begins anew gets tokens that count.
      if (NextToken === undefined) expired = undefined;
      else if (at >= 12 * SECOND && refused < 3) {
        refused++;
        expired = NextToken;
        throw throttling('organizations');
      } else if (NextToken === expired) {
        refused++;
        Object.assign(input as object, { NextToken: 'expired' });
      }
      return next();
    });
    const isWorker = ({ functionName }: { readonly functionName: string }): boolean =>
      functionName === 'wheelwright-enroll' || functionName === 'wheelwright-join';
    const groups = (): ReadonlySet<string> =>
      new Set(
        world.functions.invocations
          .filter((each) => isWorker(each) && each.startedAt.getTime() >= began)
          .flatMap(({ event }) => (event as SQSEvent).Records.map(({ attributes }) => attributes.MessageGroupId ?? '')),
      );
    await world.functions.invoke('wheelwright-sweep', { sweep: 'all' });
    await world.clock.jump(5 * MINUTE);
    world.around.pop();
    expect(refused).toBe(4);
    expect(groups().size).toBe(world.organizations.accounts().length - 1);
    // A sweep that began anew would wake every account, too, but in more steps.
    const steps = world.functions.logs
      .filter(({ at, line }) => at.getTime() >= began && line.includes('"accounts swept"'))
      .map(({ line }) => (JSON.parse(line) as { readonly page: number }).page);
    expect(steps).toEqual(Array.from({ length: PAGES }, (_, page) => page));
    expect(deadLetters(setting)).toEqual([]);
  },
  2 * MINUTE,
);
