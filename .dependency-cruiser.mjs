// @ts-check
// Who may know whom: the layer rules of the house, `import type` included. `npm run lint` fails on a breach,
// and test/unit/layers proves that it does.

/** Feature folders of main and the other features each may lean on. @type {Record<string, string[]>} */
const featureMayUse = {
  fleet: [],
  jobs: [],
  administration: ['jobs', 'fleet'],
  alarms: ['fleet'],
  commands: ['fleet', 'jobs'],
  geofences: ['fleet', 'jobs'],
  playback: ['fleet'],
  reports: ['fleet'],
  walls: [],
};
/** What every feature folder may lean on. */
const services = ['openapi', 'archive', 'contract'];

const ownFiles = '^(electron|renderer|test|scripts)/';
/** @param {string[]} names */
const folders = (names) => `^electron/(${names.join('|')})/`;
/** @param {string} name */
const npmPackage = (name) => `(^|/)node_modules/${name}/|^${name}$`;

/** @param {Omit<import('dependency-cruiser').IRegularForbiddenRuleType, 'severity'>} breach */
const rule = (breach) => ({ severity: /** @type {const} */ ('error'), ...breach });

/**
 * A folder of main may import its own files and `allowed` folders, nothing else of ours.
 *
 * @param {string} folder
 * @param {string[]} allowed
 */
const mayUseOnly = (folder, allowed) =>
  rule({
    name: `${folder}-knows-only-its-own`,
    comment: `electron/${folder} may import ${allowed.join(', ') || 'nothing'} of the house`,
    from: { path: folders([folder]) },
    to: { path: ownFiles, pathNot: folders([folder, ...allowed]) },
  });

/**
 * A package has one owner; everybody else asks the owner.
 *
 * @param {string} name
 * @param {string[]} packages
 * @param {string} owner pattern of the paths that may import them
 */
const ownedBy = (name, packages, owner) =>
  rule({
    name: `${name}-has-one-owner`,
    comment: `${packages.join(', ')}: only in ${owner}`,
    from: { path: '^(electron|renderer)/', pathNot: owner },
    to: { path: packages.map(npmPackage).join('|') },
  });

const mainLayers = [
  rule({
    name: 'contract-knows-only-zod',
    comment: 'the contract runs anywhere: it imports its own files and the schema library',
    from: { path: '^electron/contract/' },
    to: { pathNot: [folders(['contract']), npmPackage('zod')] },
  }),
  mayUseOnly('openapi', ['contract']),
  mayUseOnly('archive', ['contract']),
  mayUseOnly('desktop', ['contract']),
  mayUseOnly('simulator', ['contract']),
  ...Object.entries(featureMayUse).map(([feature, others]) => mayUseOnly(feature, [...services, ...others])),
  rule({
    name: 'preload-knows-only-the-contract',
    from: { path: '^electron/preload\\.ts$' },
    to: { pathNot: [folders(['contract']), npmPackage('electron'), npmPackage('zod')] },
  }),
  rule({
    name: 'entry-knows-only-compose-and-desktop',
    comment: 'main.ts: scheme, single instance, start; nothing else',
    from: { path: '^electron/main\\.ts$' },
    to: { path: ownFiles, pathNot: [folders(['desktop', 'contract']), '^electron/compose(\\.ts|/)'] },
  }),
  rule({
    name: 'compose-is-known-by-main-only',
    from: { path: '^(electron|renderer)/', pathNot: '^electron/(main\\.ts|compose(\\.ts|/))' },
    to: { path: '^electron/(compose(\\.ts|/)|main\\.ts|preload\\.ts)' },
  }),
  rule({
    name: 'main-knows-no-window',
    from: { path: '^electron/' },
    to: { path: '^(renderer|test|scripts)/' },
  }),
];

const rendererLayers = [
  rule({
    name: 'renderer-knows-only-the-contract',
    from: { path: '^renderer/' },
    to: { path: ['^electron/', '^(test|scripts)/'], pathNot: '^electron/contract/' },
  }),
  rule({
    name: 'renderer-runs-in-a-browser',
    comment: 'no electron, no node:*',
    from: { path: '^renderer/' },
    to: { dependencyTypes: ['core'] },
  }),
  rule({
    name: 'features-do-not-know-each-other',
    from: { path: '^renderer/features/([^/]+)/' },
    to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
  }),
  rule({
    name: 'windows-do-not-know-each-other',
    from: { path: '^renderer/windows/([^/]+)/' },
    to: { path: '^renderer/windows/', pathNot: '^renderer/windows/$1/' },
  }),
  rule({
    name: 'features-know-no-window',
    from: { path: '^renderer/(features|jobs|map|ui|bridge|i18n)/' },
    to: { path: '^renderer/windows/' },
  }),
  rule({
    name: 'foundations-know-no-feature',
    from: { path: '^renderer/(jobs|map|ui|bridge|i18n)/' },
    to: { path: '^renderer/features/' },
  }),
  rule({
    name: 'ui-knows-no-store',
    comment: 'ui components are stateless: what they show comes in as props',
    from: { path: '^renderer/ui/' },
    to: { path: [npmPackage('pinia'), '^renderer/(map|bridge|jobs)/'] },
  }),
  rule({
    name: 'jobs-know-no-map',
    comment: 'renderer/jobs is what all screens with jobs share; it stands on ui, bridge and i18n',
    from: { path: '^renderer/jobs/' },
    to: { path: '^renderer/(map|features)/' },
  }),
  rule({
    name: 'bridge-is-the-bottom',
    from: { path: '^renderer/(bridge|i18n)/' },
    to: { path: '^renderer/(map|ui|jobs)/' },
  }),
];

const owners = [
  ownedBy('electron', ['electron'], '^electron/(desktop/|main\\.ts|preload\\.ts)'),
  ownedBy('maplibre', ['maplibre-gl', 'pmtiles'], '^renderer/map/'),
  ownedBy('exceljs', ['exceljs'], '^electron/reports/'),
  ownedBy('electron-store', ['electron-store'], '^electron/desktop/'),
  ownedBy('sqlite', ['@photostructure/sqlite'], '^electron/archive/'),
];

const hygiene = [
  rule({
    name: 'no-circles',
    comment: 'a circle of values; types may refer to each other',
    from: { path: '^(electron|renderer)/' },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  }),
  rule({
    name: 'no-unresolvable',
    from: { path: '^(electron|renderer)/' },
    to: { couldNotResolve: true, pathNot: ['^#build/', '\\?(url|worker|raw|inline)$', '^virtual:'] },
  }),
  rule({
    name: 'product-ships-what-it-uses',
    comment: 'main loads packages from node_modules at run time, so they stand under dependencies',
    from: { path: '^electron/' },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: npmPackage('electron') },
  }),
];

/** @satisfies {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [...mainLayers, ...rendererLayers, ...owners, ...hygiene],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.d.ts'],
    },
  },
};
