import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { parseLandingZone, type LandingZone } from '../../../lib/landing-zone';
import { landingZone, stacksOf } from '../deployed';
import { losses, releaseOf, type Release } from './stateful';

const versions = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (version: string, file: string): string => readFileSync(join(import.meta.dirname, version, file), 'utf8');

describe('an upgrade replaces and deletes nothing that holds state', () => {
  it('since the first version', () => {
    expect(versions).toContain('0.1.0');
  });

  test.each(versions)('from %s, with its config', (version) => {
    const recorded = JSON.parse(read(version, 'resources.json')) as Release;
    const config = parseLandingZone(read(version, 'landing-zone.yaml'), `${version}/landing-zone.yaml`);
    expect(losses(recorded, releaseOf(stacksOf(config).app.synth()))).toEqual([]);
  });
});

describe('an upgrade that would lose a stateful resource is reported', () => {
  const before = releaseOf(stacksOf(landingZone).app.synth());
  type Made = ReturnType<typeof stacksOf>;

  /** The losses after a change of the stacks; `only` finds the resource of a type. */
  const lostBy = (change: (made: Made, only: (type: string) => CfnResource) => void): string[] => {
    const made = stacksOf(landingZone);
    change(made, (type) => {
      const found = made.app.node
        .findAll()
        .find((node): node is CfnResource => CfnResource.isCfnResource(node) && node.cfnResourceType === type);
      if (!found) throw new Error(`There is no ${type}.`);
      return found;
    });
    const release = made.app.synth({ skipValidation: true, validateOnSynthesis: false });
    return losses(before, releaseOf(release));
  };

  it('reports nothing when nothing changes', () => {
    expect(lostBy(() => undefined)).toEqual([]);
  });

  it('for another logical id: the old resource is abandoned, and keeps its fixed name', () => {
    expect(lostBy((_, only) => only('AWS::DynamoDB::Table').overrideLogicalId('Renamed'))).toEqual([
      expect.stringMatching(/^automation\/Ledger\w+: AWS::DynamoDB::Table would be abandoned$/),
    ]);
  });

  it('for another value of a create-only property', () => {
    const lost = lostBy((_, only) => only('AWS::EC2::TransitGateway').addPropertyOverride('AmazonSideAsn', 64_999));
    expect(lost).toEqual([
      expect.stringMatching(/^hub\/\w+: AWS::EC2::TransitGateway would be replaced: AmazonSideAsn$/),
    ]);
  });

  it('for a create-only property of a resource that a create-only property refers to', () => {
    const lost = lostBy((_, only) => only('AWS::EC2::SecurityGroup').addPropertyOverride('GroupDescription', 'Other'));
    expect(lost).toEqual([
      expect.stringMatching(/^hub\/\w+: AWS::EC2::SecurityGroup would be replaced: GroupDescription$/),
    ]);
  });

  it('for a resource that is removed', () => {
    const lost = lostBy((_, only) => {
      const archive = only('AWS::Events::Archive');
      archive.node.scope?.node.tryRemoveChild(archive.node.id);
    });
    expect(lost).toEqual([expect.stringMatching(/^automation\/\w+: AWS::Events::Archive would be deleted$/)]);
  });

  it('for another type under the same logical id', () => {
    const of = (type: string): Release => ({
      hub: {
        stackName: 'wheelwright-hub',
        environment: 'aws://100000000002/eu-west-1',
        resources: { Events: { type, retained: false, createOnly: {} } },
      },
    });
    expect(losses(of('AWS::SQS::Queue'), of('AWS::Events::Archive'))).toEqual([
      'hub/Events: AWS::SQS::Queue would be replaced by an AWS::Events::Archive',
    ]);
  });

  it('for a resource that is no longer retained', () => {
    const lost = lostBy((_, only) => only('AWS::S3::Bucket').applyRemovalPolicy(RemovalPolicy.DESTROY));
    expect(lost).toEqual([expect.stringMatching(/^hub\/\w+: AWS::S3::Bucket would no longer be retained$/)]);
  });

  it('[FC6] for the entries and the size of a prefix list in one deployment, which EC2 refuses, and its rollback too', () => {
    const changing = (changes: Readonly<Record<string, unknown>>) =>
      lostBy((_, only) => {
        for (const [name, value] of Object.entries(changes))
          only('AWS::EC2::PrefixList').addPropertyOverride(name, value);
      });
    const Entries = [{ Cidr: '10.0.0.0/14' }, { Cidr: '10.8.0.0/14' }];
    expect(changing({ Entries, MaxEntries: 20 })).toEqual([
      expect.stringMatching(
        /^hub\/MeshPrefixList\w+: AWS::EC2::PrefixList would change Entries and MaxEntries in one call$/,
      ),
    ]);
    expect([...changing({ Entries }), ...changing({ MaxEntries: 20 })]).toEqual([]);
  });

  it("[FC7] for another name of the hub's segment: the association is to be deleted in a deployment before that one", () => {
    const { shared, ...others } = landingZone.segments;
    const renamed: LandingZone = {
      ...landingZone,
      segments: { ...others, ...(shared ? { core: shared } : {}) },
      reach: landingZone.reach.map(([, other]) => ['core', other]),
    };
    const without = { ...landingZone, hub: { ...landingZone.hub, vpcAssociated: false } };
    const [released, after] = [without, renamed].map((zone) => releaseOf(stacksOf(zone).app.synth()));
    const associations = (lost: readonly string[]) => lost.filter((line) => line.includes('RouteTableAssociation'));
    const what = /^hub\/MeshHubAssociation\w+: AWS::EC2::TransitGatewayRouteTableAssociation would be/;
    expect(associations(losses(before, after ?? {}))).toEqual([
      expect.stringMatching(`${what.source} replaced: TransitGatewayRouteTableId$`),
    ]);
    expect(losses(before, released ?? {})).toEqual([expect.stringMatching(`${what.source} deleted$`)]);
    expect(associations(losses(released ?? {}, after ?? {}))).toEqual([]);
  });

  it('for a stack that moves to another region', () => {
    const { hub, ...others } = before;
    const moved = { ...others, hub: { ...hub, environment: 'aws://100000000002/eu-west-1' } } as Release;
    expect(losses(before, moved)).toEqual([
      expect.stringMatching(/^hub: the stack wheelwright-hub in .* would no longer exist$/),
    ]);
  });

  it('[FC2] but not for a trail that is created again in another stack of its account, with the same bucket', () => {
    const { trail, ...others } = before;
    expect(Object.values(trail?.resources ?? {})).toMatchObject([{ createOnly: { TrailName: 'wheelwright' } }]);
    const once = { ...others, management: { ...others['management'], resources: trail?.resources } } as Release;
    expect(losses(once, before)).toEqual([]);
    expect(losses(once, others)).toEqual([expect.stringMatching(/^management\/Trail: .* would be deleted$/)]);
  });

  it('but not for a change that AWS makes in place, or for a new resource', () => {
    const lost = lostBy(({ hub }, only) => {
      only('AWS::EC2::PrefixList').addPropertyOverride('MaxEntries', 9);
      new CfnResource(hub, 'New', { type: 'AWS::SQS::Queue', properties: { QueueName: 'new' } });
    });
    expect(lost).toEqual([]);
  });
});
