// The dependency rule of ARCHITECTURE.md. `npm run check` and `npm test` fail on a breach.
const PACKAGE = '^node_modules/';
const NODE_BUILTIN = ['core'];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'core-is-pure',
      comment:
        'core imports only core, zod for the parsers of the IPC contract, the settings and the records, and i18next.',
      severity: 'error',
      from: { path: '^main/core/' },
      to: { pathNot: ['^main/core/', `${PACKAGE}(zod|i18next)/`] },
    },
    {
      name: 'app-imports-core-and-ports',
      severity: 'error',
      from: { path: '^main/app/' },
      to: { pathNot: ['^main/core/', '^main/app/'] },
    },
    {
      name: 'ports-are-types-over-core',
      severity: 'error',
      from: { path: '^main/app/ports/' },
      to: { pathNot: ['^main/core/', '^main/app/ports/'] },
    },
    {
      name: 'adapters-know-ports-not-use-cases',
      severity: 'error',
      from: { path: '^main/adapters/' },
      to: { path: '^(main/app/(?!ports/)|main/index|main/preload|renderer/|test/|scripts/)' },
    },
    {
      name: 'adapters-do-not-know-each-other',
      severity: 'error',
      from: { path: '^main/adapters/([^/]+)/' },
      // A file beside their folders is for all of them.
      to: { path: '^main/adapters/', pathNot: ['^main/adapters/$1/', '^main/adapters/[^/]+$'] },
    },
    {
      name: 'preload-imports-core-and-electron',
      severity: 'error',
      from: { path: '^main/preload' },
      to: { pathNot: ['^main/core/', `${PACKAGE}electron/`] },
    },
    {
      name: 'renderer-is-a-web-page',
      severity: 'error',
      from: { path: '^renderer/' },
      to: {
        pathNot: [
          '^renderer/',
          '^main/core/',
          `${PACKAGE}(react|react-dom|scheduler|zod|i18next|react-aria-components|virtua|@types/react|@types/react-dom)/`,
        ],
      },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: NODE_BUILTIN },
    },
    {
      name: 'nothing-imports-test',
      severity: 'error',
      from: { path: '^(main|renderer)/' },
      to: { path: '^test/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
