import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Workbooks: whole reports as the app makes them, against ExcelJS's streaming writer for the same cells alone
 * (performance.md, "Workbooks"). `--million` adds a million alarms, `--runs N` sets the number of runs.
 */
interface Measured {
  readonly milliseconds: number;
  readonly memory: number;
  /** Longest turn of main's event loop in milliseconds: by the clock, and in CPU time. */
  readonly stall?: number;
  readonly stallCpu?: number;
  readonly bytes: number;
}

interface Case {
  readonly name: string;
  readonly kind: 'mileage' | 'alarms';
  readonly count: number;
}

const cases: Case[] = [
  { name: '5,000 devices x 31 days', kind: 'mileage', count: 5_000 },
  { name: '100,000 alarms', kind: 'alarms', count: 100_000 },
];
if (process.argv.includes('--million'))
  cases.push({ name: '1,000,000 alarms', kind: 'alarms', count: 1_000_000 });
const runsAt = process.argv.indexOf('--runs');
const runs = runsAt > 0 ? Number(process.argv[runsAt + 1]) : 3;

const folder = mkdtempSync(join(tmpdir(), 'watchdesk-bench-'));
const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

function measure(program: string, { kind, count }: Case): Measured {
  const path = join(folder, 'bench.xlsx');
  const output = execFileSync(process.execPath, [here(`workbook/${program}.ts`), kind, String(count), path]);
  const measured: unknown = JSON.parse(output.toString());
  const { size } = statSync(path);
  rmSync(path);
  if (!isMeasured(measured)) throw new Error(output.toString());
  return { ...measured, bytes: size };
}

function isMeasured(value: unknown): value is Measured {
  return typeof value === 'object' && value !== null && 'milliseconds' in value && 'memory' in value;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const results: Record<string, Record<string, string | number>> = {};
for (const one of cases) {
  const times = one.count >= 1_000_000 ? 1 : runs;
  const base: Measured[] = [];
  const ours: Measured[] = [];
  // In turn, so that whatever else the machine does meets both.
  for (let run = 0; run < times; run += 1) {
    base.push(measure('exceljs-writer', one));
    ours.push(measure('our-report', one));
  }
  const baseTime = median(base.map(({ milliseconds }) => milliseconds));
  const ourTime = median(ours.map(({ milliseconds }) => milliseconds));
  const megabytes = (values: readonly Measured[]): number =>
    Math.round(Math.max(...values.map(({ memory }) => memory)) / 1e6);
  results[one.name] = {
    'ExcelJS ms': Math.round(baseTime),
    'report ms': Math.round(ourTime),
    'times faster': Math.round((baseTime / ourTime) * 100) / 100,
    'rows a second': Math.round((one.count / ourTime) * 1_000),
    'ExcelJS MB': megabytes(base),
    'worker MB': megabytes(ours),
    'main stalls ms': Math.round(median(ours.map(({ stall = 0 }) => stall)) * 10) / 10,
    'of it CPU ms': Math.round(median(ours.map(({ stallCpu = 0 }) => stallCpu)) * 10) / 10,
    'file MB': Math.round((ours[0]?.bytes ?? 0) / 1e5) / 10,
    'ExcelJS file MB': Math.round((base[0]?.bytes ?? 0) / 1e5) / 10,
  };
}
rmSync(folder, { recursive: true, force: true });

console.table(results);
const out = fileURLToPath(new URL('../../out/bench/', import.meta.url));
mkdirSync(out, { recursive: true });
writeFileSync(
  join(out, 'workbook.json'),
  `${JSON.stringify({ node: process.version, runs, results }, null, 2)}\n`,
);
