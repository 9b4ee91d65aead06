import { Scoped } from '../scoped';

export interface Image {
  /** `sha256:…` of the manifest. */
  readonly digest: string;
  readonly manifest: string;
  readonly mediaType: string | undefined;
  readonly tags: Set<string>;
  readonly pushedAt: Date;
}

export interface Repository {
  /** The account that owns it. */
  readonly registryId: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly tags: ReadonlyMap<string, string>;
  /** By digest. */
  readonly images: Map<string, Image>;
  immutableTags: boolean;
  scanOnPush: boolean;
  /** JSON as it was put. */
  policyText: string | undefined;
  lifecyclePolicyText: string | undefined;
}

/** The repositories of each account and region, by name. */
export class EcrState {
  readonly repositories = new Scoped<Map<string, Repository>>(() => new Map());
}
