import {
  CreateOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam';
import { DeleteClusterCommand, DescribeClusterCommand } from '@aws-sdk/client-eks';
import fc from 'fast-check';
import type { Provider } from '../../lib/aws/read/clusters';
import { oidcProvider } from '../../lib/concepts/oidc-provider';
import { clusterExists, diff, type Actual, type Change, type Desired } from '../../lib/concepts/oidc-provider/plan';
import { step } from '../../lib/reconcile/step';
import { clusterGround } from '../twin/eks/fixture';
import { Bench } from './bench';
import { joining, leaving, testPlanLaws, testTwinLaws } from './harness';
import { toRecord } from '../../lib/aws/sdk/tags';

const NAME = 'prod';
const issuerOf = (id: string): string => `oidc.eks.ap-southeast-3.amazonaws.com/id/${id}`;
const arnOf = (url: string): string => `arn:aws:iam::200000000003:oidc-provider/${url}`;
const OURS = { 'wheelwright:managed': 'true', 'wheelwright:cluster': NAME };
const TAGS = [OURS, { ...OURS, 'wheelwright:cluster': 'other' }, { 'wheelwright:cluster': NAME }, {}];

const provider = fc.record({
  id: fc.constantFrom('A', 'B', 'C'),
  clientIds: fc.constantFrom(['sts.amazonaws.com'], ['own'], ['own', 'sts.amazonaws.com']),
  tags: fc.constantFrom(...TAGS),
});
const providers = fc
  .uniqueArray(provider, { selector: ({ id }) => id })
  .map((all) => all.map(({ id, ...rest }): Provider => ({ ...rest, url: issuerOf(id), arn: arnOf(issuerOf(id)) })));
const statuses = fc.constantFrom('CREATING', 'ACTIVE', 'UPDATING', 'FAILED', 'DELETING');
const cluster = fc
  .record({ status: statuses, issuer: fc.constantFrom(issuerOf('A'), undefined) })
  .map(({ status, issuer }) => ({ name: NAME, status, ...(issuer === undefined ? {} : { issuer }) }));
const actuals = fc
  .record({ found: providers, cluster: fc.option(cluster, { nil: undefined }) })
  .map(({ found, cluster }): Actual => ({ name: NAME, providers: found, ...(cluster ? { cluster } : {}) }));
const isOurs = ({ tags }: Provider): boolean => tags === OURS;
const trusted: Provider = { url: issuerOf('A'), arn: arnOf(issuerOf('A')), clientIds: ['sts.amazonaws.com'], tags: {} };

describe('oidc-provider', () => {
  testPlanLaws<Desired, Actual, Change>({
    diff,
    anySides: fc.record({ desired: fc.record({ trusted: fc.boolean() }), actual: actuals }),
    inSync: providers.chain((found) => {
      const foreign = found.filter((each) => !isOurs(each) && each.url !== trusted.url);
      const active = { name: NAME, status: 'ACTIVE', issuer: trusted.url };
      return fc.constantFrom(
        { desired: { trusted: true }, actual: { name: NAME, cluster: active, providers: [...foreign, trusted] } },
        { desired: { trusted: false }, actual: { name: NAME, providers: foreign } },
        { desired: { trusted: false }, actual: { name: NAME, cluster: active, providers: [...foreign, trusted] } },
      );
    }),
    shuffled: (actual, shuffle) => ({ ...actual, providers: shuffle(actual.providers) }),
    touched: ({ verb, url }) => [`${verb} ${url}`],
    // A provider of the team may get the audience and is never deleted; nor is the provider of an existing cluster.
    touchable: ({ actual }) => {
      const issuer = actual.cluster?.issuer ?? '';
      const deletable = actual.providers.filter(
        (each) => isOurs(each) && !(clusterExists(actual) && (each.url === issuer || issuer === '')),
      );
      return [`create ${issuer}`, `update ${issuer}`, ...deletable.map(({ url }) => `delete ${url}`)];
    },
    applied(actual, { verb, url }) {
      const found = actual.providers.find((each) => each.url === url);
      const others = actual.providers.filter((each) => each.url !== url);
      if ((verb === 'create') === (found !== undefined)) throw new Error(`EntityAlreadyExists or NoSuchEntity: ${url}`);
      if (verb === 'delete' || (verb === 'update' && !found)) return { ...actual, providers: others };
      const clientIds = [...(found?.clientIds ?? []), 'sts.amazonaws.com'];
      return { ...actual, providers: [...others, { url, arn: arnOf(url), clientIds, tags: found?.tags ?? OURS }] };
    },
    settled: (actual) => {
      const { cluster, ...rest } = actual;
      if (cluster === undefined || cluster.status === 'DELETING') return rest;
      return { ...rest, cluster: { ...cluster, status: 'ACTIVE', issuer: issuerOf('A') } };
    },
  });

  const concept = step(oidcProvider);
  const CREATE = 'iam:CreateOpenIDConnectProvider';
  const DELETE = 'iam:DeleteOpenIDConnectProvider';
  const iam = (bench: Bench) => new IAMClient(bench.config('dev'));
  const listed = async (bench: Bench) => {
    const { OpenIDConnectProviderList = [] } = await iam(bench).send(new ListOpenIDConnectProvidersCommand({}));
    const arns = OpenIDConnectProviderList.flatMap(({ Arn }) => Arn ?? []);
    const got = arns.map(async (OpenIDConnectProviderArn) => {
      const {
        Url = '',
        ClientIDList,
        Tags = [],
      } = await iam(bench).send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
      return {
        url: Url,
        clientIds: ClientIDList,
        tags: toRecord(Tags),
      };
    });
    return Promise.all(got);
  };
  const others = async (bench: Bench, url: string) => (await listed(bench)).filter((each) => each.url !== url);
  const byHand = (bench: Bench, url: string, ClientIDList = ['sts.amazonaws.com']) =>
    iam(bench).send(new CreateOpenIDConnectProviderCommand({ Url: `https://${url}`, ClientIDList }));

  let ground: Awaited<ReturnType<typeof clusterGround>>;
  const built = async (): Promise<Bench> => {
    const bench = await Bench.shared();
    ground = await clusterGround(bench.world, bench.account('dev'), bench.region);
    await byHand(bench, 'oidc.example.com/of-the-team');
    return bench;
  };
  const active = async (bench: Bench, name: string): Promise<string> => {
    await ground.create(name);
    await bench.world.clock.jump(bench.world.times.cluster);
    const { cluster } = await ground.eks.send(new DescribeClusterCommand({ name }));
    return (cluster?.identity?.oidc?.issuer ?? '').replace('https://', '');
  };
  const gone = async (bench: Bench, name: string) => {
    await ground.eks.send(new DeleteClusterCommand({ name }));
    await bench.world.clock.jump(bench.world.times.cluster);
  };

  testTwinLaws(
    concept,
    [
      {
        name: 'an active cluster gets a provider with the audience of STS',
        writes: [CREATE],
        prepare: async (bench) => {
          const url = await active(bench, 'fresh');
          return {
            target: joining('fresh'),
            foreign: () => others(bench, url),
            check: async () => {
              const found = (await listed(bench)).find((each) => each.url === url);
              const tags = { 'wheelwright:managed': 'true', 'wheelwright:cluster': 'fresh' };
              expect(found).toEqual({ url, clientIds: ['sts.amazonaws.com'], tags });
            },
          };
        },
      },
      {
        name: 'a cluster that is being created gets its provider once it is active',
        writes: [CREATE],
        prepare: async (bench) => {
          await ground.create('young');
          return { target: joining('young'), foreign: () => others(bench, 'none yet').then((all) => all.slice(0, 1)) };
        },
      },
      {
        name: 'a provider of the team is used, and stays when its cluster is gone',
        writes: [],
        prepare: async (bench) => {
          const url = await active(bench, 'handmade');
          await byHand(bench, url);
          await bench.converge(concept, joining('handmade'));
          await gone(bench, 'handmade');
          return { target: leaving('handmade'), foreign: () => listed(bench) };
        },
      },
      {
        name: 'a provider of the team for another audience gets the audience of STS as well',
        writes: ['iam:AddClientIDToOpenIDConnectProvider'],
        prepare: async (bench) => {
          const url = await active(bench, 'audience');
          await byHand(bench, url, ['own']);
          return {
            target: joining('audience'),
            foreign: () => others(bench, url),
            check: async () => {
              const found = (await listed(bench)).find((each) => each.url === url);
              expect(found).toEqual({ url, clientIds: ['own', 'sts.amazonaws.com'], tags: {} });
            },
          };
        },
      },
      {
        name: 'a provider of ours is deleted when its cluster is gone',
        writes: [DELETE],
        prepare: async (bench) => {
          const url = await active(bench, 'short');
          await bench.converge(concept, joining('short'));
          await gone(bench, 'short');
          return {
            target: leaving('short'),
            foreign: () => others(bench, url),
            check: async () => expect((await listed(bench)).map((each) => each.url)).not.toContain(url),
          };
        },
      },
      {
        name: 'a provider of ours stays while its cluster exists: roles of the team may trust it',
        writes: [],
        prepare: async (bench) => {
          await active(bench, 'moved');
          await bench.converge(concept, joining('moved'));
          return { target: leaving('moved'), foreign: () => listed(bench) };
        },
      },
      {
        name: 'a cluster that was created again gets a new provider, and the former one is deleted',
        writes: [DELETE, CREATE],
        prepare: async (bench) => {
          const former = await active(bench, 'again');
          await bench.converge(concept, joining('again'));
          await gone(bench, 'again');
          const url = await active(bench, 'again');
          const rest = async () => (await others(bench, url)).filter((each) => each.url !== former);
          return { target: joining('again'), foreign: rest };
        },
      },
    ],
    built,
  );
});
