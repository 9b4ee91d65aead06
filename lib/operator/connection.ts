import type { AwsCredentialIdentity } from '@smithy/types';

/** How clients reach AWS, and as whom, where that is not over the network by the SDK's chain of credentials. */
export interface Transport {
  readonly requestHandler: object;
  readonly credentials: AwsCredentialIdentity;
}
