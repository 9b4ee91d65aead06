import * as eventbridge from '@aws-sdk/client-eventbridge';
import { families, rulePattern } from '../../../events';
import type { LandingZone } from '../../../lib/landing-zone';
import type { World } from '../world';
import { places } from './places';

/** The rules on the inbound bus, one per family, and those that forward to it from the management and hub accounts. */
/** The sweep's two schedules: everybody every six hours, spokes that wait for something long every five minutes. */
export async function schedules(world: World, landingZone: LandingZone): Promise<void> {
  const { accountId, region } = landingZone.hub;
  const events = new eventbridge.EventBridgeClient(places(world, landingZone).hub);
  const Arn = `arn:aws:lambda:${region}:${accountId}:function:wheelwright-sweep`;
  world.functions.permit(Arn, { action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com' });
  for (const [sweep, every] of [
    ['all', 'rate(6 hours)'],
    ['waiting', 'rate(5 minutes)'],
  ] as const) {
    const Name = `wheelwright-sweep-${sweep}`;
    await events.send(new eventbridge.PutRuleCommand({ Name, ScheduleExpression: every }));
    await events.send(
      new eventbridge.PutTargetsCommand({
        Rule: Name,
        Targets: [{ Id: 'sweep', Arn, Input: JSON.stringify({ sweep }) }],
      }),
    );
  }
}

export async function rules(
  world: World,
  landingZone: LandingZone,
  plumbing: { busArns: { inbound: string } },
): Promise<void> {
  const { organization, hub } = landingZone;
  const at = places(world, landingZone);
  const parts = { managementAccountId: organization.managementAccountId, hubAccountId: hub.accountId };
  const undelivered = { Arn: `arn:aws:sqs:${hub.region}:${hub.accountId}:wheelwright-undelivered` };
  const put = async (
    events: eventbridge.EventBridgeClient,
    Name: string,
    pattern: object,
    target: Omit<eventbridge.Target, 'Id'>,
    bus?: string,
  ) => {
    const where = bus === undefined ? {} : { EventBusName: bus };
    await events.send(new eventbridge.PutRuleCommand({ Name, EventPattern: JSON.stringify(pattern), ...where }));
    await events.send(
      new eventbridge.PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'target', ...target }], ...where }),
    );
  };
  const inHub = new eventbridge.EventBridgeClient(at.hub);
  const intake = {
    Arn: `arn:aws:sqs:${hub.region}:${hub.accountId}:wheelwright-intake`,
    DeadLetterConfig: undelivered,
  };
  for (const family of families)
    await put(inHub, `wheelwright-${family.name}`, rulePattern(family, parts), intake, 'wheelwright-inbound');
  const forward = (accountId: string) => ({
    Arn: plumbing.busArns.inbound,
    RoleArn: `arn:aws:iam::${accountId}:role/wheelwright-forwarder`,
  });
  const management = new eventbridge.EventBridgeClient(at.managementGlobal);
  for (const family of families.filter(({ sender }) => sender === 'management'))
    await put(management, `wheelwright-${family.name}`, family.pattern, forward(parts.managementAccountId));
  for (const family of families.filter(({ sender }) => sender === 'hub')) {
    await put(inHub, `wheelwright-${family.name}`, family.pattern, forward(hub.accountId));
    if (family.places.includes('us-east-1'))
      await put(
        new eventbridge.EventBridgeClient(at.hubGlobal),
        `wheelwright-${family.name}`,
        family.pattern,
        forward(hub.accountId),
      );
  }
}
