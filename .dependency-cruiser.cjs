/** The import arrows between the rooms. `test/lint/arrows.test.ts` plants each forbidden one and sees it reported. */

/** Folders of lib that are rooms of their own; every other folder is a concept. */
const ROOMS = 'admission|aws|landing-zone|ledger|net|reconcile|workers';
const CONCEPT = `^lib/(?!(?:${ROOMS})/)([^/]+)/`;
const SDK = '(^|/)(@aws-sdk|@smithy)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'events-import-zod-only',
      comment: 'An event family is a schema, a pattern and samples.',
      severity: 'error',
      from: { path: '^events/' },
      to: { pathNot: ['^events/', '(^|/)zod/'] },
    },
    {
      name: 'lib-imports-no-other-room',
      comment: 'lib knows neither who calls it, nor what woke it, nor where it runs.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(events|handlers|infra)/' },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-imports-handlers',
      comment: 'infra names a handler by its path.',
      severity: 'error',
      from: { pathNot: '^(handlers|test)/' },
      to: { path: '^handlers/' },
    },
    {
      name: 'nothing-imports-infra',
      severity: 'error',
      from: { pathNot: '^(infra|test)/' },
      to: { path: '^infra/' },
    },
    {
      name: 'infra-reads-patterns-calls-and-config-only',
      comment: 'The calls of the concepts come through their list; those of the shared reads stand in lib/aws.',
      severity: 'error',
      from: { path: '^infra/' },
      to: {
        path: '^lib/',
        pathNot: [
          '^lib/[^/]+/calls\\.ts$',
          '^lib/concepts\\.ts$',
          '^lib/aws/(mesh-owners|organization|reads|vpc-notes)\\.ts$',
          '^lib/landing-zone/',
        ],
      },
    },
    {
      name: 'no-concept-imports-another',
      comment: 'What one concept knows of another comes through the engine.',
      severity: 'error',
      from: { path: CONCEPT },
      to: { path: CONCEPT, pathNot: '^lib/$1/' },
    },
    {
      name: 'concepts-import-shared-rooms-only',
      severity: 'error',
      from: { path: CONCEPT },
      to: { path: '^lib/', pathNot: ['^lib/$1/', '^lib/(reconcile|aws|net|landing-zone)/'] },
    },
    {
      name: 'rooms-import-no-concept',
      comment: 'lib/concepts.ts alone lists the concepts.',
      severity: 'error',
      from: { path: `^lib/(${ROOMS})/` },
      to: { path: CONCEPT },
    },
    {
      name: 'sdk-in-calls-and-aws-only',
      severity: 'error',
      from: { path: '^lib/', pathNot: ['^lib/aws/', '^lib/[^/]+/calls\\.ts$'] },
      to: { path: SDK },
    },
    {
      name: 'handlers-call-aws-through-lib',
      comment: 'The types of a credentials provider and of a request handler may be named.',
      severity: 'error',
      from: { path: '^handlers/' },
      to: { path: SDK, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pure-files-do-no-io',
      comment: 'Plans and admission are functions of what they are given. Types may come from anywhere in lib.',
      severity: 'error',
      from: { path: ['^lib/[^/]+/plan\\.ts$', '^lib/admission/'] },
      to: {
        path: ['^lib/(aws|ledger|workers)/', '^lib/[^/]+/(calls|observe|apply|index)\\.ts$'],
        pathNot: '^lib/(admission|landing-zone)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'pure-files-use-no-node',
      severity: 'error',
      from: { path: ['^lib/[^/]+/plan\\.ts$', '^lib/(admission|net|landing-zone|reconcile)/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'deployed-code-needs-no-development-package',
      severity: 'error',
      from: { path: '^(events|handlers|lib)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-unknown', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-circle',
      comment: 'Types may refer to each other, modules may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
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
