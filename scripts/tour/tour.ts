import type { ElectronApplication, Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';
import fs from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds to wait for what a person would wait for too: a screen, the first positions, a workbook. */
const patience = { screen: 30_000, fleet: 60_000, workbook: 600_000 };
/**
 * Without a GPU a map takes its time to draw. It is drawn when its picture keeps its size, give or take the
 * vehicles that move, for as many looks in a row.
 */
const drawn = { looks: 4, everyMs: 1_500, change: 0.02, atMostMs: 40_000 };
/** Alarms are asked device by device; a dozen shows what the workbook looks like. */
const alarmDevices = 12;

/** Uses the console as a newcomer would, by the words on screen, and keeps a picture of every stop. */
export class Tour {
  readonly #app: ElectronApplication;
  readonly #folder: string;
  readonly #tell: (line: string) => void;
  #pictures = 0;

  /** `folder` exists and receives pictures and workbooks; `tell` gets one line for every stop. */
  constructor(app: ElectronApplication, folder: string, tell: (line: string) => void) {
    this.#app = app;
    this.#folder = folder;
    this.#tell = tell;
  }

  async signIn(): Promise<void> {
    const page = await this.#console();
    const demo = page.getByRole('button', { name: 'Explore the demo fleet' });
    await demo.waitFor({ timeout: patience.screen });
    await this.#picture(page, 'sign-in');
    await demo.click();
    await page.getByRole('link', { name: 'Live' }).waitFor({ timeout: patience.screen });
    this.#tell('signed in to the built-in demo provider');
  }

  async lookAtTheFleet(): Promise<void> {
    const page = await this.#console();
    await page.locator('canvas').first().waitFor({ timeout: patience.screen });
    await page.getByRole('option').first().waitFor({ timeout: patience.fleet });
    await page
      .getByText(/^Moving/)
      .first()
      .waitFor({ timeout: patience.fleet });
    await this.#allAccountsRead(page);
    await this.#drawn(page);
    await this.#picture(page, 'live');
    const list = page.getByRole('region', { name: 'Devices', exact: true });
    const count = (await list.getByRole('status').first().innerText()).trim();
    this.#tell(`the live map shows the fleet (${count} devices)`);
  }

  async lookAtOneVehicle(): Promise<void> {
    const page = await this.#console();
    await page.getByRole('combobox', { name: 'Order by' }).click();
    await page.getByRole('option', { name: 'Fastest' }).click();
    await page.getByRole('listbox', { name: 'Devices' }).getByRole('option').first().click();
    const details = page.getByRole('button', { name: 'Close details' });
    await details.waitFor({ timeout: patience.screen });
    await page.getByRole('button', { name: 'Show on the map' }).click();
    await this.#drawn(page);
    await this.#picture(page, 'vehicle');
    await details.click();
    this.#tell('looked at every field of one vehicle');
  }

  async openWalls(count: number): Promise<void> {
    const page = await this.#console();
    for (let number = 1; number <= count; number += 1) {
      const [wall] = await Promise.all([
        this.#app.waitForEvent('window', { timeout: patience.screen }),
        page.getByRole('button', { name: 'New wall window' }).click(),
      ]);
      await wall.locator('canvas').first().waitFor({ timeout: patience.screen });
      await this.#drawn(wall);
      await this.#picture(wall, `wall-${number}`);
    }
    this.#tell(`opened ${count} wall windows on the same data`);
  }

  async exportMileage(): Promise<void> {
    const page = await this.#reports();
    await page.getByRole('radio', { name: 'Mileage' }).click();
    await page.getByRole('radio', { name: 'All devices' }).click();
    await this.#makeReport(page, 'mileage');
  }

  async exportAlarms(): Promise<void> {
    const page = await this.#reports();
    await page.getByRole('radio', { name: 'Alarms' }).click();
    await page.getByRole('radio', { name: 'Devices', exact: true }).click();
    const rows = page.getByRole('listbox', { name: 'Devices' }).getByRole('option');
    await rows.first().waitFor({ timeout: patience.screen });
    for (let row = 1; row <= alarmDevices; row += 1) {
      await page.locator(`[role="option"][aria-posinset="${row}"]`).last().click();
    }
    await this.#makeReport(page, 'alarms');
  }

  async #console(): Promise<Page> {
    return this.#app.firstWindow({ timeout: patience.screen });
  }

  async #reports(): Promise<Page> {
    const page = await this.#console();
    await page.getByRole('link', { name: 'Reports' }).click();
    await page.getByRole('button', { name: 'Make report' }).waitFor({ timeout: patience.screen });
    return page;
  }

  /** Waits for the bar that tells how far the accounts are to go away. */
  async #allAccountsRead(page: Page): Promise<void> {
    await page
      .getByText(/^Loading accounts:/)
      .first()
      .waitFor({ state: 'detached', timeout: patience.workbook });
  }

  async #makeReport(page: Page, name: string): Promise<void> {
    const file = path.join(this.#folder, `${name}.xlsx`);
    await this.#answerSaveDialog(file);
    await page.getByRole('button', { name: 'Choose file' }).click();
    await page.getByText(file).first().waitFor({ timeout: patience.screen });
    await page.getByRole('button', { name: 'Make report' }).click();
    const card = page.getByRole('article', { name: `${name}.xlsx` });
    await this.#finished(card);
    await this.#picture(page, `${name}-report`);
    const rows = (await card.getByText(/ rows$/).innerText()).trim();
    const { size } = await fs.stat(file);
    this.#tell(`exported ${rows} into ${name}.xlsx (${Math.ceil(size / 1_000)} kB)`);
  }

  async #finished(card: Locator): Promise<void> {
    const end = card.getByText(/^(Done|Failed|Cancelled)$/);
    await end.waitFor({ timeout: patience.workbook });
    await expect(end).toHaveText('Done');
  }

  /** The system's dialog cannot be seen by a program; this answers it in its stead. */
  async #answerSaveDialog(file: string): Promise<void> {
    await this.#app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
  }

  async #drawn(page: Page): Promise<void> {
    const deadline = performance.now() + drawn.atMostMs;
    let size = 0;
    let same = 0;
    while (same < drawn.looks && performance.now() < deadline) {
      await pause(drawn.everyMs);
      const now = (await page.screenshot()).length;
      same = Math.abs(now - size) <= size * drawn.change ? same + 1 : 0;
      size = now;
    }
  }

  async #picture(page: Page, name: string): Promise<void> {
    this.#pictures += 1;
    const file = `${String(this.#pictures).padStart(2, '0')}-${name}.png`;
    await page.screenshot({ path: path.join(this.#folder, file) });
  }
}
