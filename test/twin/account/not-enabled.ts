import { AwsError } from '../wire/errors';
import type { Invocation } from '../wire/service';
import type { World } from '../world';

/**
 * What services answer in a region that the account has not enabled: IAM has not copied its credentials there, so they are
 * unknown (steampipe-plugin-aws#75, fog-aws#585, chalice#1445). With the switch `world.account.saysOptInRequired` they say it.
 */
export function notEnabled(
  world: World,
  { iamPrefix, protocol }: Invocation['service'],
  { accountId, region }: { readonly accountId: string; readonly region: string },
): AwsError {
  if (world.account.saysOptInRequired)
    return new AwsError(
      'OptInRequired',
      `You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe. (account ${accountId} has not enabled ${region})`,
      {},
      403,
    );
  if (iamPrefix === 'ec2')
    return new AwsError('AuthFailure', 'AWS was not able to validate the provided access credentials', {}, 401);
  return new AwsError(
    protocol === 'awsQuery' || protocol === 'restXml' ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
    'The security token included in the request is invalid.',
    {},
    protocol === 'awsQuery' || protocol === 'restXml' ? 403 : 400,
  );
}
