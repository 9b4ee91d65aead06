import { existsSync } from 'node:fs';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { landingZone, stacksOf } from './deployed';

describe('a synth asks no AWS account for anything', () => {
  it('misses no value of a look-up', () => {
    expect(stacksOf(landingZone).app.synth().manifest.missing ?? []).toEqual([]);
  });

  it('would show one', () => {
    const { app, hub } = stacksOf(landingZone);
    Vpc.fromLookup(hub, 'Looked', { vpcName: 'theirs' });
    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  it('leaves no answers of look-ups behind', () => {
    expect(existsSync('cdk.context.json')).toBe(false);
  });
});
