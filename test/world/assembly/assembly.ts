import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A stack of an assembly: its account and region, the stacks that it depends on, and its template as text. */
export interface StackArtifact {
  readonly id: string;
  readonly stackName: string;
  readonly accountId: string;
  readonly region: string;
  /** Ids of the stacks that are deployed before it. */
  readonly dependencies: readonly string[];
  readonly template: string;
  readonly terminationProtection: boolean;
  /** The parameter with the version of `cdk bootstrap`, and the lowest version that the stack needs. */
  readonly bootstrap: { readonly parameter: string; readonly version: number };
  readonly assets: readonly Asset[];
}

/** A folder that is published to a bucket before the stack is deployed. */
interface Asset {
  readonly bucket: string;
  readonly key: string;
  readonly folder: string;
}

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      environment: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

const stackProperties = z.object({
  templateFile: z.string(),
  stackName: z.string(),
  terminationProtection: z.boolean().default(false),
  requiresBootstrapStackVersion: z.number(),
  bootstrapStackVersionSsmParameter: z.string(),
});

const assetManifest = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string(), packaging: z.enum(['zip', 'file']) }),
      destinations: z.record(z.string(), z.object({ bucketName: z.string(), objectKey: z.string() })),
    }),
  ),
});

/** Reads the stacks of a cloud assembly, each after those that it depends on. Throws if the folder contains none. */
export function readAssembly(folder: string): readonly StackArtifact[] {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const { artifacts } = manifest.parse(JSON.parse(read('manifest.json')));
  const stacks = new Map<string, StackArtifact>();
  const visit = (id: string, path: readonly string[]): void => {
    const artifact = artifacts[id];
    if (artifact?.type !== 'aws:cloudformation:stack' || stacks.has(id)) return;
    if (path.includes(id)) throw new Error(`The stacks ${path.join(', ')} depend on each other.`);
    for (const before of artifact.dependencies) visit(before, [...path, id]);
    const [, accountId = '', region = ''] = /^aws:\/\/(\d{12})\/([a-z0-9-]+)$/.exec(artifact.environment ?? '') ?? [];
    if (accountId === '')
      throw new Error(
        `The stack ${id} has the environment ${artifact.environment}, expected aws://<account>/<region>.`,
      );
    const properties = stackProperties.parse(artifact.properties);
    stacks.set(id, {
      ...{ id, accountId, region },
      stackName: properties.stackName,
      terminationProtection: properties.terminationProtection,
      dependencies: artifact.dependencies.filter((before) => artifacts[before]?.type === artifact.type),
      template: read(properties.templateFile),
      bootstrap: {
        parameter: properties.bootstrapStackVersionSsmParameter,
        version: properties.requiresBootstrapStackVersion,
      },
      assets: artifact.dependencies
        .filter((before) => artifacts[before]?.type === 'cdk:asset-manifest')
        .flatMap((before) => assetsIn(folder, read(`${before}.json`))),
    });
  };
  for (const id of Object.keys(artifacts)) visit(id, []);
  return [...stacks.values()];
}

const assetsIn = (folder: string, text: string): Asset[] =>
  Object.values(assetManifest.parse(JSON.parse(text)).files)
    .filter(({ source }) => source.packaging === 'zip')
    .flatMap(({ source, destinations }) =>
      Object.values(destinations).map(({ bucketName: bucket, objectKey: key }) => ({
        ...{ bucket, key },
        folder: join(folder, source.path),
      })),
    );
