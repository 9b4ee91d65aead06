import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { inPackage } from './package';

const PACKAGE = /^(.*\/)?node_modules\/(@[^/]+\/[^/]+|[^/@]+)(?=\/)/;

/** The folders of the packages whose code is in bundles. */
const foldersIn = ({ inputs }: Metafile): readonly string[] =>
  [...new Set(Object.keys(inputs).flatMap((file) => PACKAGE.exec(file)?.[0] ?? []))].sort();

/** The name, the version and the license of every package whose code is in bundles, as their licenses ask for. */
export function notices(metafile: Metafile): string {
  const packages = foldersIn(metafile).map((folder) => noticeOf(inPackage(folder)));
  return `${['The bundles in this folder contain code of these packages.', ...packages].join('\n\n')}\n`;
}

/** @throws Error if a package names no license */
function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (license === undefined) throw new Error(`${name} ${version} names no license: expected one.`);
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)(\.\w+)?$/i.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());
  return [`${name} ${version} (${license})`, ...texts].join('\n\n');
}
