import * as z from 'zod';
import { envelope, type EventFamily } from '../family';

/** `arn:aws:ec2:<region>:<account>:vpc/<id>`. */
const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const schema = envelope(
  z.looseObject({
    'changed-tag-keys': z.array(z.string()),
    service: z.literal('ec2'),
    'resource-type': z.enum(['vpc', 'subnet']),
  }),
).extend({ resources: z.array(z.string()).min(1) });

/**
 * A tag that a team sets on a VPC or a subnet was added, changed or removed. EventBridge gets it without a trail, and it does
 * not name the caller. A key in another case is told to the team. Our own tags have other keys, so that our writes do not wake the worker.
 */
export const event = {
  name: 'vpc-tag-changed',
  wakes: 'join',
  sender: 'spoke',
  places: ['governed regions'],
  eventNames: [],
  service: 'ec2',
  pattern: {
    source: ['aws.tag'],
    'detail-type': ['Tag Change on Resource'],
    detail: ({ tags }) => ({
      service: ['ec2'],
      $or: [
        { 'resource-type': ['vpc'], 'changed-tag-keys': [{ 'equals-ignore-case': tags.join }, tags.drain] },
        { 'resource-type': ['subnet'], 'changed-tag-keys': [tags.attach] },
      ],
    }),
  },
  schema,
  addresses: ({ account, region, resources, detail }) => [
    { accountId: account, region, ...(detail['resource-type'] === 'vpc' ? { vpcIds: resources.map(idOf) } : {}) },
  ],
} satisfies EventFamily<typeof schema>;
