import type { Stack } from 'aws-cdk-lib';
import { CfnParameter as SsmParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { fingerprintOf } from '../../lib/dispatch/fingerprint';
import {
  DEPLOYED,
  HUB_OUTPUTS,
  HUB_PATH,
  hubParameters,
  hubVariable,
  sampleHubVariable,
  type HubResources,
  type LandingZone,
} from '../../lib/landing-zone';
import { VERSION } from '../../lib/names';
import type { HubIds } from './hub-permissions';
import { logicalId } from './names';

/** Publishes the hub's outputs: our stacks and those of other teams read the same parameters. */
export class HubParameters extends Construct {
  constructor(scope: Construct, id: string, hub: HubResources, more: Readonly<Record<string, string>>) {
    super(scope, id);
    for (const [name, value] of Object.entries({ ...hubParameters(hub), ...more })) parameter(this, name, value);
  }
}

/** Publishes what the functions are made of, for operators, who compare it with their `landing-zone.yaml`. */
export class DeployedParameters extends Construct {
  constructor(scope: Construct, id: string, landingZone: LandingZone) {
    super(scope, id);
    parameter(this, DEPLOYED.version, VERSION);
    parameter(this, DEPLOYED.config, fingerprintOf(landingZone));
  }
}

const parameter = (scope: Construct, name: string, value: string): SsmParameter =>
  new SsmParameter(scope, logicalId(name), { name: `${HUB_PATH}/${name}`, type: 'String', value });

/** All environment variables of a function together have 4 KB (Lambda, "Quotas"); the rest is for the other variables. */
const MOST_BYTES = 3500;

/**
 * The value of `WHEELWRIGHT_HUB`, a variable of every function: the hub's outputs by region. CloudFormation reads the
 * parameters at deployment.
 * @throws RangeError if the value would be too long, with ids as long as AWS makes them
 */
export function hubEnvironment(stack: Stack, landingZone: LandingZone): string {
  const bytes = Buffer.byteLength(JSON.stringify(sampleHubVariable(landingZone)));
  if (bytes > MOST_BYTES) {
    const { segments, zones } = landingZone;
    throw new RangeError(
      `WHEELWRIGHT_HUB would have ${bytes} bytes, at most ${MOST_BYTES} are allowed: landing-zone.yaml has ${Object.keys(segments).length} segments and ${zones.private.length} zones.private; have fewer, or shorter names.`,
    );
  }
  return stack.toJsonString(hubVariable(landingZone, valueOf(stack)));
}

const valueOf =
  (stack: Stack) =>
  (name: string): string =>
    StringParameter.valueForStringParameter(stack, `${HUB_PATH}/${name}`);

/** The ids in the policies of the functions' roles, from the same parameters. */
export function hubIds(stack: Stack, { segments, zones }: LandingZone): HubIds {
  const value = valueOf(stack);
  const hubZones = zones.private.filter(({ accountId }) => accountId === undefined);
  return {
    transitGatewayId: value(HUB_OUTPUTS.transitGatewayId.parameter),
    routeTableIds: Object.keys(segments).map((name) => value(`${HUB_OUTPUTS.routeTableIds.parameter}/${name}`)),
    queryLogConfigId: value(HUB_OUTPUTS.queryLogConfigId.parameter),
    prefixListId: value(HUB_OUTPUTS.prefixListId.parameter),
    zoneIds: hubZones.map(({ name }) => value(`${HUB_OUTPUTS.zoneIds.parameter}/${name}`)),
  };
}
