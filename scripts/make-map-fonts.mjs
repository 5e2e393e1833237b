/**
 * Makes `resources/fonts/`: of the Noto Sans family just the letters that the built-in basemap writes and that Inter
 * lacks, so that a machine without fonts for a script shows names and no boxes. Run by hand after the names in
 * `scripts/basemap` have changed: `node scripts/make-map-fonts.mjs`. Its tools go to `.cache/map-fonts`, because
 * nothing else needs them.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { allCountryNames } from './basemap/countries.mjs';
import { localNames } from './basemap/local-names.mjs';

/** Script: package, and the subset of it that holds the script. Order decides who draws Han letters. */
const scripts = [
  { name: 'Arabic', from: '@fontsource/noto-sans-arabic', subset: 'arabic' },
  { name: 'Armenian', from: '@fontsource/noto-sans-armenian', subset: 'armenian' },
  { name: 'Hebrew', from: '@fontsource/noto-sans-hebrew', subset: 'hebrew' },
  { name: 'Devanagari', from: '@fontsource/noto-sans-devanagari', subset: 'devanagari' },
  { name: 'Bengali', from: '@fontsource/noto-sans-bengali', subset: 'bengali' },
  { name: 'Gujarati', from: '@fontsource/noto-sans-gujarati', subset: 'gujarati' },
  { name: 'Gurmukhi', from: '@fontsource/noto-sans-gurmukhi', subset: 'gurmukhi' },
  { name: 'Tamil', from: '@fontsource/noto-sans-tamil', subset: 'tamil' },
  { name: 'Thai', from: '@fontsource/noto-sans-thai', subset: 'thai' },
  { name: 'Lao', from: '@fontsource/noto-sans-lao', subset: 'lao' },
  { name: 'Myanmar', from: '@fontsource/noto-sans-myanmar', subset: 'myanmar' },
  { name: 'Georgian', from: '@fontsource-variable/noto-sans-georgian', subset: 'georgian' },
  { name: 'Ethiopic', from: '@fontsource-variable/noto-sans-ethiopic', subset: 'ethiopic' },
  { name: 'Telugu', from: '@fontsource-variable/noto-sans-telugu', subset: 'telugu' },
  { name: 'Kannada', from: '@fontsource-variable/noto-sans-kannada', subset: 'kannada' },
  { name: 'Khmer', from: '@fontsource-variable/noto-sans-khmer', subset: 'khmer' },
  { name: 'Sinhala', from: '@fontsource-variable/noto-sans-sinhala', subset: 'sinhala' },
  { name: 'Thaana', from: '@fontsource-variable/noto-sans-thaana', subset: 'thaana' },
  { name: 'Hangul', from: '@fontsource/noto-sans-kr', subset: 'korean' },
  { name: 'Hiragana', from: '@fontsource/noto-sans-jp', subset: 'japanese' },
  { name: 'Han', from: '@fontsource/noto-sans-sc', subset: 'chinese-simplified', countries: ['CN'] },
  { name: 'Han', from: '@fontsource/noto-sans-jp', subset: 'japanese', countries: ['JP'] },
  { name: 'Han', from: '@fontsource/noto-sans-tc', subset: 'chinese-traditional' },
];
const version = '5.3';

const tools = fileURLToPath(new URL('../.cache/map-fonts/', import.meta.url));
mkdirSync(tools, { recursive: true });
writeFileSync(`${tools}package.json`, '{ "private": true }\n');
const packages = [...new Set(scripts.map(({ from }) => `${from}@${version}`)), 'subset-font@2.9.0'];
execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
  cwd: tools,
  stdio: 'inherit',
});
const require = createRequire(`${tools}package.json`);
/** @type {(font: Buffer, text: string, options: object) => Promise<Buffer>} */
const subsetFont = require('subset-font');

/** Names by country. @type {Array<[string, string]>} */
const names = [
  ...Object.entries(localNames).flatMap(([country, towns]) =>
    Object.values(towns).map((name) => /** @type {[string, string]} */ ([country, name])),
  ),
  ...allCountryNames(),
];

const folder = new URL('../resources/fonts/', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
/** @type {Set<string>} */
const drawn = new Set();
const rules = [];
let bytes = 0;
for (const { name, from, subset, countries } of scripts) {
  const ofScript = new RegExp(`\\p{Script_Extensions=${name}}`, 'u');
  const letters = new Set(
    names
      .filter(([country]) => countries === undefined || countries.includes(country))
      .flatMap(([, text]) => [...text])
      .filter((letter) => ofScript.test(letter) && !drawn.has(letter)),
  );
  if (letters.size === 0) continue;
  for (const letter of letters) drawn.add(letter);
  const [scope = '', family = ''] = from.split('/');
  const variable = scope === '@fontsource-variable';
  const file = variable ? `${family}-${subset}-wght-normal.woff2` : `${family}-${subset}-500-normal.woff2`;
  const whole = readFileSync(`${tools}node_modules/${from}/files/${file}`);
  const text = [...letters].sort().join('');
  const options = { targetFormat: 'woff2', ...(variable ? { variationAxes: { wght: 500 } } : {}) };
  const small = await subsetFont(whole, text, options);
  const target = `${family}-${name.toLowerCase()}.woff2`;
  writeFileSync(new URL(target, folder), small);
  bytes += small.length;
  const range = [...text].map((letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16)}`).join(', ');
  rules.push(
    `@font-face {\n  font-family: 'Watchdesk Scripts';\n  font-style: normal;\n  font-weight: 100 900;\n` +
      `  src: url('./${target}') format('woff2');\n  unicode-range: ${range};\n}\n`,
  );
}
writeFileSync(
  new URL('map-scripts.css', folder),
  `/* Made by scripts/make-map-fonts.mjs. Noto Sans, SIL Open Font License 1.1, cut to the letters of the basemap. */\n${rules.join('')}`,
);
console.log(`${rules.length} fonts, ${drawn.size} letters, ${(bytes / 1000).toFixed(0)} kB`);
