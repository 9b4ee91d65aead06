import { enrolledOrganization } from '../world/enrolled';
import { QUICK_STATES, sharedOrganization } from '../world/shared';
import type { DeployOptions } from '../world/assembly/deploy';
import { isJsonObject, parseObject } from '../twin/json';
import { smallLandingZone } from '../world/small-landing-zone';

const HOUR = 3_600_000;

/** Replaces a text in a resource of a stack. Throws if the resource does not contain it. */
const oneCharacter =
  (stack: string, logicalId: RegExp, from: string, to: string): DeployOptions['edit'] =>
  (template, stackId) => {
    if (stackId !== stack) return template;
    const { Resources } = template;
    const resources = isJsonObject(Resources) ? Resources : {};
    const id = Object.keys(resources).find((each) => logicalId.test(each)) ?? '';
    const before = JSON.stringify(resources[id] ?? null);
    const after = before.replace(from, to);
    if (before === after) throw new Error(`${stack} has no ${from} in ${logicalId.source}.`);
    return { ...template, Resources: { ...resources, [id]: parseObject(after) } };
  };

/** The state of a VPC that its team tagged an hour ago. */
async function stateOfTagged(edit?: DeployOptions['edit']): Promise<string | undefined> {
  const setting = edit
    ? await enrolledOrganization(smallLandingZone(), { edit, times: QUICK_STATES })
    : await sharedOrganization(smallLandingZone());
  const { people, world, organization } = setting;
  const accountId = organization.accounts['dev'] ?? '';
  const vpcId = await people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab' });
  // Subnets and route tables wake the worker too.
  await world.clock.jump(60_000);
  await people.tag(accountId, vpcId);
  await world.clock.jump(HOUR);
  return world.ec2.tagsOf(vpcId, accountId).get('wheelwright:status');
}

describe('a VPC that is tagged', () => {
  it('joins with the rules as they are synthesized', async () => {
    expect(await stateOfTagged()).toBe('joined dev');
  });

  it.each([
    [
      'the key in the rule of the inbound bus',
      'automation',
      /^InboundVpcTagChanged/,
      'wheelwright:join',
      'wheelwright:joim',
    ],
    ['the source in the rule of the inbound bus', 'automation', /^InboundVpcTagChanged/, 'aws.tag', 'aws.tab'],
    ['the key in the rule of the spokes', 'management', /^WheelwrightRules/, 'wheelwright:join', 'wheelwright:joim'],
  ])('does not join by its event with one character changed in %s', async (_what, stack, logicalId, from, to) => {
    expect(await stateOfTagged(oneCharacter(stack, logicalId, from, to))).toBeUndefined();
  });
});
