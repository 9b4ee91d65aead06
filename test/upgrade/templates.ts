import { createHash } from 'node:crypto';
import type { LandingZone } from '../../lib/landing-zone';
import { stacksOf } from '../infra/deployed';
import { isJsonObject, parseObject, type JsonObject } from '../twin/json';
import { readAssembly, type StackArtifact } from '../world/assembly/assembly';
import { assemblyOf } from '../world/assembly/synthesize';
import { fixtureLandingZone } from '../world/landing-zone';

/** The stacks of a config in the order of a deployment. */
export type Stacks = readonly StackArtifact[];

/**
 * The stacks of any config, synthesized in this process without bundling: functions have the bundles of the fixture's assembly
 * under another key, as a config file in the bundle changes the key on AWS.
 */
export async function stacksFor(config: LandingZone): Promise<Stacks> {
  const shapes = readAssembly(await assemblyOf(fixtureLandingZone()));
  const bundles = new Map(shapes.flatMap(({ template }) => [...functionsIn(parseObject(template) ?? {})]));
  const key = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
  const [shape] = shapes;
  if (!shape) throw new Error('The assembly of the fixture has no stacks.');
  return stacksOf(config)
    .app.synth({ skipValidation: true, validateOnSynthesis: false })
    .stacks.map((stack): StackArtifact => {
      const template = parseObject(JSON.stringify(stack.template)) ?? {};
      const assets = [...functionsIn(template)].map(([name, properties]) => {
        const { S3Bucket = '', S3Key = '' } = codeOf(bundles.get(name) ?? {});
        Object.assign(properties, { Code: { S3Bucket, S3Key: `${key}-${S3Key}` } });
        const folder = shapes
          .flatMap(({ assets }) => assets)
          .find((asset) => asset.bucket === S3Bucket && asset.key === S3Key)?.folder;
        return { bucket: S3Bucket, key: `${key}-${S3Key}`, folder: folder ?? '' };
      });
      const { account: accountId, region } = stack.environment;
      return {
        ...{ id: stack.id, stackName: stack.stackName, accountId, region, assets },
        dependencies: stack.dependencies.map(({ id }) => id),
        template: JSON.stringify(template),
        terminationProtection: stack.terminationProtection ?? false,
        bootstrap: shape.bootstrap,
      };
    });
}

/** The properties of the functions of a template, by name. */
function functionsIn({ Resources }: JsonObject): Map<string, JsonObject> {
  const found = Object.values(isJsonObject(Resources) ? Resources : {}).flatMap((resource) => {
    if (!isJsonObject(resource) || resource['Type'] !== 'AWS::Lambda::Function') return [];
    const { Properties } = resource;
    return isJsonObject(Properties) ? [[JSON.stringify(Properties['FunctionName']), Properties] as const] : [];
  });
  return new Map(found);
}

function codeOf({ Code }: JsonObject): { S3Bucket?: string; S3Key?: string } {
  if (!isJsonObject(Code)) return {};
  const { S3Bucket, S3Key } = Code;
  return typeof S3Bucket === 'string' && typeof S3Key === 'string' ? { S3Bucket, S3Key } : {};
}

/** The stacks with these ids; `hub-forwarding-*` stands for several, as for the CDK CLI. */
export const only = (stacks: Stacks, ...ids: readonly string[]): Stacks =>
  stacks.filter(({ id }) => ids.some((each) => (each.endsWith('*') ? id.startsWith(each.slice(0, -1)) : id === each)));
