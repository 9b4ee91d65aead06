import { AUDIENCE } from '../../landing-zone';
import { CLUSTER, MANAGED, toTags } from '../../names/tags';
import type { Spoke } from '../../reconcile/concept';
import type { calls } from './calls';
import type { Change } from './plan';

/** IAM needs no thumbprint for EKS: it checks the issuer's certificate against its own authorities. */
export async function apply({ verb, what, key, url, arn }: Change, spoke: Spoke<typeof calls>): Promise<void> {
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
