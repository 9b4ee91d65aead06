import type { Stack } from 'aws-cdk-lib';
import { CfnParameter as SsmParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import {
  hubParameters,
  hubVariable,
  sampleHubVariable,
  type HubResources,
  type LandingZone,
} from '../../lib/landing-zone';
import { logicalId } from './names';

/** The folder of the hub's parameters. */
export const PATH = '/wheelwright/hub';

/** Publishes what the hub has: our own stacks and those of others read the same parameters. */
export class HubParameters extends Construct {
  constructor(scope: Construct, id: string, hub: HubResources, more: Readonly<Record<string, string>>) {
    super(scope, id);
    for (const [name, value] of Object.entries({ ...hubParameters(hub), ...more }))
      new SsmParameter(this, logicalId(name), { name: `${PATH}/${name}`, type: 'String', value });
  }
}

/** All variables of a function have 4 KB (Lambda, "Quotas"), and it has others. */
const MOST_BYTES = 3500;

/**
 * `WHEELWRIGHT_HUB` of the functions: the parameters' values at deployment.
 * @throws RangeError where it would be too long, with ids as long as AWS's are
 */
export function hubEnvironment(stack: Stack, landingZone: LandingZone): string {
  const bytes = Buffer.byteLength(JSON.stringify(sampleHubVariable(landingZone)));
  if (bytes > MOST_BYTES) {
    const { segments, zones } = landingZone;
    throw new RangeError(
      `WHEELWRIGHT_HUB would have ${bytes} bytes, and functions take ${MOST_BYTES}: landing-zone.yaml has ${Object.keys(segments).length} segments and ${zones.private.length} zones.private; have fewer, or shorter names.`,
    );
  }
  return stack.toJsonString(
    hubVariable(landingZone, (name) => StringParameter.valueForStringParameter(stack, `${PATH}/${name}`)),
  );
}
