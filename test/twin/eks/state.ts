import type { ClusterStatus, VpcConfigResponse } from '@aws-sdk/client-eks';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Scoped } from '../scoped';
import type { World } from '../world';

export interface Cluster {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly version: string;
  readonly createdAt: Date;
  readonly network: VpcConfigResponse;
  readonly clientRequestToken: string | undefined;
  readonly deletionProtection: boolean;
  /** A new one for each cluster, also of the same name. It is visible once the cluster is ACTIVE. */
  readonly issuer: string;
  readonly endpoint: string;
  /** What the issuer signs tokens with. */
  readonly key: string;
  readonly tags: Map<string, string>;
  status: ClusterStatus;
}

/** Whose token: a pod's, which the API server projects into it for AWS (EKS user guide, IRSA). */
export interface ServiceAccount {
  readonly accountId: string;
  readonly region: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** `sts.amazonaws.com` by default. */
  readonly audience?: string;
}

interface Claims {
  /** The issuer's URL. */
  readonly iss: string;
  readonly sub: string;
  readonly aud: readonly string[];
  /** In seconds of virtual time. */
  readonly exp: number;
  readonly iat: number;
}

const TOKEN_SECONDS = 24 * 3600;
const HEADER = { alg: 'HS256', typ: 'JWT' };
const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The clusters of all accounts and regions, and the tokens that their issuers sign. */
export class EksState {
  readonly clusters = new Scoped<Map<string, Cluster>>(() => new Map());
  readonly quotas = { clustersPerRegion: 100 };

  constructor(private readonly world: World) {}

  cluster({ accountId, region, cluster }: Pick<ServiceAccount, 'accountId' | 'region' | 'cluster'>) {
    return this.clusters.of({ accountId, region }).get(cluster);
  }

  /**
   * The token that a pod with this service account has. A real one is signed with RS256 and checked with the issuer's
   * published keys; here the issuer checks its own.
   */
  token(of: ServiceAccount): string {
    const cluster = this.cluster(of);
    if (!cluster) throw new Error(`There is no cluster ${of.cluster} in ${of.accountId}, ${of.region}.`);
    const now = Math.floor(this.world.clock.now().getTime() / 1000);
    const claims: Claims = {
      iss: `https://${cluster.issuer}`,
      sub: `system:serviceaccount:${of.namespace}:${of.serviceAccount}`,
      aud: [of.audience ?? 'sts.amazonaws.com'],
      iat: now,
      exp: now + TOKEN_SECONDS,
    };
    const content = `${encoded(HEADER)}.${encoded(claims)}`;
    return `${content}.${signatureOf(cluster, content)}`;
  }

  /** Whether an issuer that exists has signed this token; undefined once the issuer is gone. */
  signed(token: string, issuerUrl: string): boolean | undefined {
    const cluster = [...this.clusters.all()]
      .flatMap((all) => [...all.values()])
      .find(({ issuer }) => `https://${issuer}` === issuerUrl);
    if (!cluster) return undefined;
    const [header = '', claims = '', signature = ''] = token.split('.');
    const expected = Buffer.from(signatureOf(cluster, `${header}.${claims}`));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}

const signatureOf = ({ key }: Cluster, content: string): string =>
  createHmac('sha256', key).update(content).digest('base64url');
