import * as z from 'zod';
import { API_CALL, envelope, othersCalls, record, type EventFamily } from '../family';

const eventNames = ['CreateCluster', 'DeleteCluster'];

const schema = envelope(z.looseObject(record));

/**
 * An EKS cluster is created or deleted. Its name is in `name` or, in older records, in `clusterName`, and is not read: the
 * worker reads all clusters of the spoke. EKS sends no event when the cluster is ready, minutes later.
 */
export const event = {
  name: 'eks-cluster-changed',
  wakes: 'grant-pull',
  sender: 'spoke',
  places: ['governed regions'],
  eventNames,
  pattern: { source: ['aws.eks'], 'detail-type': [API_CALL], detail: othersCalls('spoke', eventNames) },
  schema,
  addresses: ({ account, region }) => [{ accountId: account, region }],
} satisfies EventFamily<typeof schema>;
