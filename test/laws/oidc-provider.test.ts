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
import { diff, lives, type Actual, type Change, type Desired } from '../../lib/concepts/oidc-provider/plan';
import { step } from '../../lib/reconcile/step';
import { clusterGround } from '../twin/eks/fixture';
import { Bench } from './bench';
import { joining, leaving, obeysTheLaws, obeysTheLawsOnTheTwin } from './harness';
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
  obeysTheLaws<Desired, Actual, Change>({
    diff,
    any: fc.record({ desired: fc.record({ trusted: fc.boolean() }), actual: actuals }),
    agreeing: providers.chain((found) => {
      const foreign = found.filter((each) => !isOurs(each) && each.url !== trusted.url);
      const active = { name: NAME, status: 'ACTIVE', issuer: trusted.url };
      return fc.constantFrom(
        { desired: { trusted: true }, actual: { name: NAME, cluster: active, providers: [...foreign, trusted] } },
        { desired: { trusted: false }, actual: { name: NAME, providers: foreign } },
        { desired: { trusted: false }, actual: { name: NAME, cluster: active, providers: [...foreign, trusted] } },
      );
    }),
    shuffled: (actual, shuffle) => ({ ...actual, providers: shuffle(actual.providers) }),
    named: ({ verb, url }) => [`${verb} ${url}`],
    // A provider of somebody else may be given the audience, and never be taken away; nor may one whose cluster lives.
    ours: ({ actual }) => {
      const issuer = actual.cluster?.issuer ?? '';
      const deletable = actual.providers.filter(
        (each) => isOurs(each) && !(lives(actual) && (each.url === issuer || issuer === '')),
      );
      return [`create ${issuer}`, `update ${issuer}`, ...deletable.map(({ url }) => `delete ${url}`)];
    },
    made(actual, { verb, url }) {
      const found = actual.providers.find((each) => each.url === url);
      const others = actual.providers.filter((each) => each.url !== url);
      if ((verb === 'create') === (found !== undefined)) throw new Error(`the provider of ${url} is, or is not, there`);
      if (verb === 'delete' || (verb === 'update' && !found)) return { ...actual, providers: others };
      const clientIds = [...(found?.clientIds ?? []), 'sts.amazonaws.com'];
      return { ...actual, providers: [...others, { url, arn: arnOf(url), clientIds, tags: found?.tags ?? OURS }] };
    },
    later: (actual) => {
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
    const bench = await Bench.build();
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

  obeysTheLawsOnTheTwin(
    concept,
    [
      {
        name: 'the issuer of an active cluster is trusted, for STS',
        writes: [CREATE],
        begin: async (bench) => {
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
        name: 'one that is being made is waited for',
        writes: [CREATE],
        begin: async (bench) => {
          await ground.create('young');
          return { target: joining('young'), foreign: () => others(bench, 'none yet').then((all) => all.slice(0, 1)) };
        },
      },
      {
        name: 'one that somebody made is adopted, and left when its cluster is gone',
        writes: [],
        begin: async (bench) => {
          const url = await active(bench, 'handmade');
          await byHand(bench, url);
          await bench.converge(concept, joining('handmade'));
          await gone(bench, 'handmade');
          return { target: leaving('handmade'), foreign: () => listed(bench) };
        },
      },
      {
        name: 'one that somebody made for another audience gets ours',
        writes: ['iam:AddClientIDToOpenIDConnectProvider'],
        begin: async (bench) => {
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
        name: 'ours goes when its cluster is gone',
        writes: [DELETE],
        begin: async (bench) => {
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
        name: 'ours stays as long as its cluster lives: roles of the team may trust it',
        writes: [],
        begin: async (bench) => {
          await active(bench, 'moved');
          await bench.converge(concept, joining('moved'));
          return { target: leaving('moved'), foreign: () => listed(bench) };
        },
      },
      {
        name: 'a cluster that was made again has another issuer, and the former one goes',
        writes: [DELETE, CREATE],
        begin: async (bench) => {
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
