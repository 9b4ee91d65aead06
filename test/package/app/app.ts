import { App, Stack } from 'aws-cdk-lib';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import {
  HubStack,
  LandingZone,
  LandingZoneError,
  readLandingZone,
  type LandingZoneConfig,
  type LandingZoneProps,
} from 'wheelwright';

/** An app of somebody's own, with stacks of Wheelwright beside one of theirs. It says the ids of the templates on standard output. */
const landingZone: LandingZoneConfig = readLandingZone('landing-zone.yaml');
const props: LandingZoneProps = { landingZone };
const app = new App({ outdir: 'own.out' });
const made = new LandingZone(app, 'network', props);
const { hub } = landingZone;
const env = { account: hub.accountId, region: hub.region };
const own = new Stack(app, 'own', { env });
new CfnBucket(own, 'Bucket', { tags: [{ key: 'gateway', value: made.hub.network.transitGatewayId }] });
own.addStackDependency(made.hub, 'reads its gateway');
new HubStack(new App({ outdir: 'hub.out' }), 'hub', { landingZone, env });
try {
  readLandingZone('missing.yaml');
} catch (error) {
  if (!(error instanceof LandingZoneError)) throw error;
}
console.log(
  app
    .synth()
    .stacks.map(({ stackName }) => stackName)
    .sort()
    .join(' '),
);
