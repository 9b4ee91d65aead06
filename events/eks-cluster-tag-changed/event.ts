import * as z from 'zod';
import { envelope, type EventFamily } from '../family';

const schema = envelope(z.looseObject({ service: z.literal('eks'), 'resource-type': z.literal('cluster') }));

/**
 * A tag of an EKS cluster was added, changed or removed, or a cluster was created with tags. EventBridge gets it without a
 * trail. Wheelwright tags no clusters, so every key matches: a tag change is a chance to find a cluster that is ready.
 */
export const event = {
  name: 'eks-cluster-tag-changed',
  wakes: 'grant-pull',
  sender: 'spoke',
  places: ['governed regions'],
  eventNames: [],
  service: 'eks',
  pattern: {
    source: ['aws.tag'],
    'detail-type': ['Tag Change on Resource'],
    detail: () => ({ service: ['eks'], 'resource-type': ['cluster'] }),
  },
  schema,
  addresses: ({ account, region }) => [{ accountId: account, region }],
} satisfies EventFamily<typeof schema>;
