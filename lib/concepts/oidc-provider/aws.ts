import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
} from '@aws-sdk/client-iam';
import { calls as clusterCalls, clusters, describe, providers } from '../../aws/read/clusters';
import type { Calls } from '../../aws/sdk/calls';
import { AUDIENCE } from '../../landing-zone';
import type { Spoke } from '../../reconcile/concept';
import type { Actual, Change } from './plan';
import { CLUSTER, MANAGED } from '../../names';
import { toTags } from '../../aws/sdk/tags';

export const calls = {
  spoke: {
    ...clusterCalls.spoke,
    createProvider: CreateOpenIDConnectProviderCommand,
    addClientId: AddClientIDToOpenIDConnectProviderCommand,
    deleteProvider: DeleteOpenIDConnectProviderCommand,
  },
  hub: {},
  // The provider is created with tags.
  alsoNeeds: { spoke: ['iam:TagOpenIDConnectProvider'] },
} satisfies Calls;

type ConceptSpoke = Spoke<typeof calls>;

export async function observe(spoke: ConceptSpoke, names: readonly string[]): Promise<ReadonlyMap<string, Actual>> {
  const [existing, found] = await Promise.all([clusters(spoke), providers(spoke)]);
  return new Map(
    names.map((name) => {
      const cluster = existing.find((each) => each.name === name);
      return [name, { name, providers: found, ...(cluster === undefined ? {} : { cluster }) }];
    }),
  );
}

/** The cluster is gone, or its creation has ended. */
export async function ready(spoke: ConceptSpoke, name: string): Promise<boolean> {
  const cluster = await describe(spoke.calls.spoke, name);
  return cluster === undefined || !['CREATING', 'PENDING'].includes(cluster.status);
}

/** No thumbprint: IAM checks the certificate of an EKS issuer against its own certificate authorities (IAM user guide). */
export async function apply({ verb, what, key, url, arn }: Change, spoke: ConceptSpoke): Promise<void> {
  const iam = spoke.calls.spoke;
  if (verb === 'create')
    await iam.createProvider({
      Url: `https://${url}`,
      ClientIDList: [AUDIENCE],
      Tags: toTags({ [CLUSTER]: key, [MANAGED]: 'true' }),
    });
  else if (what === 'client-id') await iam.addClientId({ OpenIDConnectProviderArn: arn, ClientID: AUDIENCE });
  else await iam.deleteProvider({ OpenIDConnectProviderArn: arn });
}
