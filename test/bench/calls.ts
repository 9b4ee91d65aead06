import { countCalls } from '../demo/calls';
import { joinableVpc } from '../demo/joinable-vpc';
import { planStory, vpcsOf, zonesFor } from '../demo/plan';
import { withoutProbes } from '../demo/probes';
import { enrolledOrganization, untilVpcIs } from '../world/enrolled';
import { fixtureLandingZone } from '../world/landing-zone';
import { benchDocument, type BenchDocument } from './document';

/** Network Orchestration for Transit Gateway, by our count. */
const PEER = { 'peer: calls of a join': 207, 'peer: invocations of a join': 62, 'peer: transitions of a join': 121 };
const GOALS = {
  'join, all concepts': 43,
  'join, core': 27,
  'join, probes': 18,
  'second VPC of an account': 43,
  'nothing to do, all concepts': 10,
  'nothing to do, core': 6,
  'leave, all concepts': 38,
  'event about another VPC': 4,
  'event about another subnet': 4,
};

/** The calls of AWS's API that one VPC costs, counted where the twin serves them. */
export async function callsBench(seed: number): Promise<BenchDocument> {
  const landingZone = fixtureLandingZone();
  const { calls, joinInvocations } = await countCalls(landingZone, seed);
  const figures = {
    'join, all concepts': calls.join.all,
    'join, core': calls.join.core,
    'join, probes': calls.join.probes,
    'join, Lambda invocations': joinInvocations,
    'nothing to do, all concepts': calls.noop.all,
    'nothing to do, core': calls.noop.core,
    'leave, all concepts': calls.leave.all,
    'leave, core': calls.leave.core,
    ...(await inAccountWithVpc(seed)),
  };
  return benchDocument('calls', { seeds: [seed], figures, bounds: PEER, goals: GOALS });
}

const COUNTED = /^(ec2|route53|route53resolver|ram|organizations|iam|account|s3):/;
const MINUTE = 60_000;

/** What is caused by a second VPC in an account in which one has joined. */
async function inAccountWithVpc(seed: number) {
  const landingZone = { ...fixtureLandingZone(), leave: { drainMinutes: 0 } };
  const setting = await enrolledOrganization(landingZone, { seed, deployed: fixtureLandingZone() });
  const { people, organization, world } = setting;
  const { first } = planStory(landingZone);
  const accountId = organization.accounts[first.account] ?? '';
  const plans = vpcsOf(landingZone);
  const { few, many } = zonesFor(landingZone);
  const cidrOf = (name: string): string => plans(first.account, first.segment, name).cidr;
  const vpcId = await joinableVpc(setting, accountId, { cidr: cidrOf(''), zones: many });
  await people.tag(accountId, vpcId, first.tag);
  await untilVpcIs(setting, vpcId, 'joined');
  const cost = async (act: () => Promise<unknown>): Promise<number> => {
    const from = world.calls.length;
    await act();
    const ours = world.calls.slice(from).filter(({ caller }) => caller.startsWith('wheelwright-'));
    return withoutProbes(ours).calls.filter(({ action }) => COUNTED.test(action)).length;
  };
  let other = '';
  const created = await cost(async () => {
    other = await joinableVpc(setting, accountId, { cidr: cidrOf('second'), zones: few });
    await world.clock.jump(MINUTE);
  });
  const subnet = await cost(async () => {
    await people.addSubnet(accountId, other, many.slice(-1));
    await world.clock.jump(MINUTE);
  });
  const joined = await cost(async () => {
    await people.tag(accountId, other, first.tag);
    await untilVpcIs(setting, other, 'joined');
  });
  return {
    'event about another VPC': created,
    'event about another subnet': subnet,
    'second VPC of an account': joined,
  };
}
