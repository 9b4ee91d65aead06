/**
 * The import arrows between the rooms, types included. `test/lint/arrows.test.ts` plants each forbidden one and sees it
 * reported.
 */

/** The rooms of lib, each with the other rooms of lib that it may import. */
const ROOMS = {
  names: [],
  'landing-zone': ['names'],
  admission: ['landing-zone', 'names'],
  'aws/resolver': [],
  'aws/sdk': ['aws/resolver', 'names'],
  'aws/read': ['aws/resolver', 'aws/sdk', 'names'],
  reconcile: ['aws/read', 'aws/sdk', 'landing-zone', 'names'],
  concepts: ['aws/[^/]+', 'landing-zone', 'names', 'reconcile'],
  hub: ['aws/read', 'aws/sdk', 'landing-zone', 'names', 'reconcile'],
  dispatch: ['aws/[^/]+', 'hub', 'landing-zone', 'names', 'reconcile'],
  notify: ['aws/sdk', 'hub', 'landing-zone', 'names'],
  routing: ['aws/read', 'concepts', 'hub', 'landing-zone', 'names', 'reconcile'],
  workers: ['admission', 'aws/[^/]+', 'concepts', 'dispatch', 'hub', 'landing-zone', 'names', 'reconcile'],
  operator: ['aws/[^/]+', 'concepts', 'dispatch', 'hub', 'landing-zone', 'names', 'reconcile', 'routing', 'workers'],
};
const SDK = '(^|/)(@aws-sdk|@smithy)/';
const CONCEPT = '^lib/concepts/([^/]+)/';
const WORKER = '^lib/workers/([^/]+)/';
const VALUES = { dependencyTypesNot: ['type-only'] };

const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const roomRules = Object.entries(ROOMS).map(([room, others]) =>
  error(
    `${room}-imports-allowed-rooms-only`,
    `Of lib it may import: ${others.join(', ') || 'nothing'}.`,
    { path: `^lib/${room}/` },
    { path: '^lib/', pathNot: `^lib/(${[room, ...others].join('|')})/` },
  ),
);

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...roomRules,
    error(
      'lib-consists-of-rooms',
      'A file outside the rooms, such as one that lists all workers, would put every client into every bundle.',
      {},
      {
        path: '^lib/',
        pathNot: [
          `^lib/(${Object.keys(ROOMS)
            .filter((room) => room !== 'concepts' && room !== 'workers')
            .join('|')})/`,
          '^lib/(concepts|workers)/[^/]+/',
        ],
      },
    ),
    error(
      'lib-imports-lib-only',
      'lib depends neither on its callers, nor on events, nor on where it runs.',
      { path: '^lib/' },
      { path: '^(cli|events|handlers|infra)/' },
    ),
    error(
      'operator-is-for-the-command-line',
      'No function runs what an operator runs. infra takes the calls of the commands, for their permissions.',
      { path: '^(events|handlers|infra|lib)/', pathNot: '^lib/operator/' },
      { path: '^lib/operator/', pathNot: '^lib/operator/calls\\.ts$' },
    ),
    error(
      'names-imports-no-package',
      'events, infra and every bundle import it.',
      { path: '^lib/names/' },
      { pathNot: '^(cli|events|handlers|infra|lib|test)/' },
    ),
    error(
      'reconcile-takes-types-of-aws',
      'The loop makes no call. Of aws it takes types, and the values of failure.ts and paced.ts.',
      { path: '^lib/reconcile/' },
      { path: '^lib/aws/', pathNot: '^lib/aws/sdk/(failure|paced)\\.ts$', ...VALUES },
    ),
    error(
      'no-concept-imports-another',
      'A concept receives what another has found through the engine.',
      { path: CONCEPT },
      { path: CONCEPT, pathNot: '^lib/concepts/$1/' },
    ),
    error(
      'no-worker-imports-another',
      'Each worker has its own bundle and its own permissions.',
      { path: WORKER },
      { path: WORKER, pathNot: '^lib/workers/$1/' },
    ),
    error(
      'handlers-import-no-concept',
      'A handler decides nothing: its worker imports concepts and admission.',
      { path: '^handlers/' },
      { path: '^lib/(admission|concepts)/' },
    ),
    error(
      'handlers-import-their-own-worker-only',
      'A bundle carries the clients of every worker that it imports.',
      { path: '^handlers/([^/]+)\\.ts$' },
      { path: '^lib/workers/', pathNot: '^lib/workers/$1/' },
    ),
    error(
      'handlers-call-aws-through-lib',
      'The types of a credentials provider and of a request handler may be named.',
      { path: '^handlers/' },
      { path: SDK, ...VALUES },
    ),
    error(
      'events-import-zod-and-names-only',
      'An event family is a schema, a pattern and samples.',
      { path: '^events/' },
      { pathNot: ['^events/', '^lib/names/', '(^|/)zod/'] },
    ),
    error(
      'infra-imports-declarations-only',
      'Permissions follow from the declarations of workers and from the calls of shared reads.',
      { path: '^infra/' },
      {
        path: '^lib/',
        pathNot: [
          '^lib/(names|landing-zone|aws/read)/',
          '^lib/aws/sdk/calls\\.ts$',
          '^lib/dispatch/fingerprint\\.ts$',
          '^lib/workers/[^/]+/worker\\.ts$',
          '^lib/operator/calls\\.ts$',
        ],
      },
    ),
    error(
      'cli-decides-nothing',
      'A command reads its options and prints an answer of lib/operator. It may take values that are passed on.',
      { path: '^cli/' },
      {
        path: '^lib/',
        pathNot: '^lib/(aws/sdk/(clock|failure|session|services/[^/]+)\\.ts$|(landing-zone|names|operator)/)',
      },
    ),
    error(
      'cli-loads-infra-when-it-needs-it',
      'The CDK takes seconds to load, and is not installed everywhere.',
      { path: '^cli/' },
      { path: '^infra/', dynamic: false },
    ),
    error(
      'cli-imports-no-handlers',
      'The names of event families are values of options.',
      { path: '^cli/' },
      { path: '^handlers/' },
    ),
    error('nothing-imports-cli', undefined, { pathNot: '^(cli|test)/' }, { path: '^cli/' }),
    error('nothing-imports-test', undefined, { pathNot: '^test/' }, { path: '^test/' }),
    error(
      'nothing-imports-handlers',
      'infra names a handler by its path.',
      { pathNot: '^(handlers|test)/' },
      { path: '^handlers/' },
    ),
    error('nothing-imports-infra', undefined, { pathNot: '^(cli|infra|test)/' }, { path: '^infra/' }),
    error(
      'twin-imports-no-other-room',
      'The emulated AWS organization is the same for any program. lib/aws/resolver stands in for a package.',
      { path: '^test/twin/' },
      { path: '^(cli|events|handlers|infra|lib|test)/', pathNot: ['^test/twin/', '^lib/aws/resolver/'] },
    ),
    error(
      'world-imports-no-other-test-room',
      'Demo, sandbox and tests share it.',
      { path: '^test/world/' },
      { path: '^test/', pathNot: '^test/(twin|world)/' },
    ),
    error(
      'sdk-in-aws-hub-and-calls-only',
      'Concepts and workers name their calls in one file each.',
      {
        path: '^(cli|infra|lib)/',
        pathNot: [
          '^lib/(aws|hub)/',
          '^lib/operator/(aws-clock|connection|[^/]+-calls)\\.ts$',
          '^lib/concepts/[^/]+/aws\\.ts$',
          '^lib/notify/(marks|send)\\.ts$',
          '^lib/workers/join/(routed-ranges|shadowed-attachments|vpc-tags)\\.ts$',
        ],
      },
      { path: SDK },
    ),
    error(
      'pure-files-do-no-io',
      'Plans are functions of their input. They may take types from anywhere.',
      { path: '^lib/concepts/[^/]+/plan\\.ts$' },
      { path: ['^lib/(aws|hub)/', '^lib/concepts/[^/]+/(aws|index)\\.ts$'], ...VALUES },
    ),
    error(
      'pure-files-use-no-node',
      undefined,
      { path: ['^lib/concepts/[^/]+/plan\\.ts$', '^lib/(admission|landing-zone|names|reconcile)/'] },
      { dependencyTypes: ['core'] },
    ),
    error('no-circle', 'The twin has a rule of its own.', { pathNot: '^test/twin/' }, { circular: true }),
    error('no-circle-of-values-in-the-twin', undefined, { path: '^test/twin/' }, { circular: true, viaOnly: VALUES }),
    error(
      'no-circle-in-the-twin-but-through-its-world',
      "A service's state refers to the world that contains it.",
      { path: '^test/twin/' },
      { circular: true, viaOnly: { pathNot: '^test/twin/world\\.ts$' } },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
