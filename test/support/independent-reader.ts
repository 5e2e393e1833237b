import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * Readers that had no part in writing a workbook: openpyxl and LibreOffice. The bootstrap installs both as Debian
 * packages when the tests are run.
 */

const run = promisify(execFile);
const MOST_OUTPUT = 512_000_000;
const csvProgram = fileURLToPath(new URL('read_csv.py', import.meta.url));
const program = fileURLToPath(new URL('read_workbook.py', import.meta.url));
// The packages of Debian belong to its own Python, whatever else is first on the path.
const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const cell = z.union([
  z.null(),
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({ time: z.string() }),
  z.strictObject({ seconds: z.number() }),
]);
export type ReadCell = z.infer<typeof cell>;
const sheets = z.array(z.object({ name: z.string(), rows: z.array(z.array(cell)) }));

/** All cells of all sheets by openpyxl, by the name of the sheet; formulas as their cached values, or as they stand. */
export async function readIndependently(
  path: string,
  what: 'values' | 'formulas' = 'values',
): Promise<ReadonlyMap<string, readonly (readonly ReadCell[])[]>> {
  const { stdout } = await run(python, [program, path, what], { maxBuffer: MOST_OUTPUT });
  return new Map(sheets.parse(JSON.parse(stdout)).map(({ name, rows }) => [name, rows]));
}

/** All fields of a text file by Python's csv module. */
export async function readCsvIndependently(path: string, separator: string): Promise<string[][]> {
  const { stdout } = await run(python, [csvProgram, path, separator], { maxBuffer: MOST_OUTPUT });
  return z.array(z.array(z.string())).parse(JSON.parse(stdout));
}

/** Always recalculate what is loaded, whatever values stand in the file. */
const recalculate = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
`;

/** What LibreOffice makes of a workbook: it loads it, calculates every formula anew and saves it. */
export async function throughLibreOffice(
  path: string,
): Promise<{ readonly cells: Awaited<ReturnType<typeof readIndependently>>; readonly complaints: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'watchdesk-office-'));
  try {
    const user = join(folder, 'profile', 'user');
    await mkdir(user, { recursive: true });
    await writeFile(join(user, 'registrymodifications.xcu'), recalculate);
    const out = join(folder, 'out');
    const { stderr } = await run(
      'soffice',
      [
        `-env:UserInstallation=file://${join(folder, 'profile')}`,
        ...[
          '--headless',
          '--norestore',
          '--convert-to',
          'xlsx:Calc MS Excel 2007 XML',
          '--outdir',
          out,
          path,
        ],
      ],
      { maxBuffer: MOST_OUTPUT },
    );
    // Whether it may use Java is no business of the workbook.
    const complaints = stderr
      .split('\n')
      .filter((line) => line.trim() !== '' && !/java|javaldx/i.test(line))
      .join('\n');
    return { cells: await readIndependently(join(out, basename(path))), complaints };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
