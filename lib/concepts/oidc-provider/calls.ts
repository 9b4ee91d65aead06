import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
} from '@aws-sdk/client-iam';
import type { Calls } from '../../aws/sdk/calls';
import { calls as clusterCalls } from '../../aws/read/clusters';

export const calls = {
  spoke: {
    ...clusterCalls.spoke,
    createProvider: CreateOpenIDConnectProviderCommand,
    addClientId: AddClientIDToOpenIDConnectProviderCommand,
    deleteProvider: DeleteOpenIDConnectProviderCommand,
  },
  hub: {},
  // For the tags that a provider is created with.
  alsoNeeds: { spoke: ['iam:TagOpenIDConnectProvider'] },
} satisfies Calls;
