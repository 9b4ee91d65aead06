import { existsSync } from 'node:fs';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { landingZone, stacksOf } from './deployed';

describe('a synth reads nothing from an AWS account', () => {
  it('needs no value of a look-up', () => {
    expect(stacksOf(landingZone).app.synth().manifest.missing ?? []).toEqual([]);
  });

  it('would report a look-up', () => {
    const { app, hub } = stacksOf(landingZone);
    Vpc.fromLookup(hub, 'Looked', { vpcName: 'theirs' });
    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  it('leaves no file of looked-up values', () => {
    expect(existsSync('cdk.context.json')).toBe(false);
  });
});
