import { applyFrame, createColumns, openFrame, packFrame } from '../../../electron/contract/live.ts';
import { MapEngine } from '../../../renderer/map/engine.ts';
import { MercatorTable, mercatorX, mercatorY } from '../../../renderer/map/geometry.ts';
import { cull, Culled } from '../../../renderer/map/vehicles/cull.ts';
import { pick } from '../../../renderer/map/vehicles/pick.ts';
import { windowOf } from '../../../renderer/map/vehicles/view-window.ts';
import { BenchFleet } from './fleet.ts';
import { overview, setUp } from './ways.ts';
import type { Way, WayName } from './ways.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

const container = document.querySelector<HTMLElement>('#pane');
if (container === null) throw new Error('The page lacks its pane.');
const engine = new MapEngine();
let way: Way | null = null;
/** Ways that are set up side by side for panning. */
let panned: { readonly pane: HTMLElement; readonly way: Way }[] = [];

/** What the bench program calls through the page. */
const bench = {
  /** Sets one way up with a fleet of a size, and lets it rest. */
  async begin(name: WayName, size: number): Promise<void> {
    way?.destroy();
    way = null;
    const pane = document.createElement('div');
    pane.style.cssText = 'width:1280px;height:800px';
    container.replaceChildren(pane);
    way = await setUp(name, engine, pane, new BenchFleet(size));
    for (let turn = 0; turn < 2; turn += 1) {
      way.prepare();
      await way.update();
      await pause(100);
    }
    await pause(700);
  },

  prepare(): void {
    way?.prepare();
  },

  /** @returns milliseconds until the new positions were drawn */
  async update(): Promise<number> {
    const begin = performance.now();
    await way?.update();
    const shown = performance.now() - begin;
    // What an update leaves behind in later tasks belongs to its cost; the program reads the threads after this.
    await pause(250);
    return shown;
  },

  /** Sets ways up side by side, all but one out of sight, so that their panning can be measured in turns. */
  async beginPanning(names: readonly WayName[], size: number): Promise<void> {
    container.replaceChildren();
    for (const name of names) {
      const pane = document.createElement('div');
      pane.style.cssText = 'width:1280px;height:800px;position:absolute;top:0;left:0';
      container.append(pane);
      const made = await setUp(name, engine, pane, new BenchFleet(size));
      pane.style.visibility = 'hidden';
      panned.push({ pane, way: made });
    }
    await pause(700);
  },

  /** Shows the nth of them alone, and lets what the one before has left in the queues run out. */
  async turnTo(nth: number): Promise<void> {
    for (const [at, { pane }] of panned.entries()) pane.style.visibility = at === nth ? 'visible' : 'hidden';
    panned[nth]?.way.map.triggerRepaint();
    await pause(700);
  },

  /** Pans the nth of them to and fro. @returns frames drawn and milliseconds they took */
  async pan(nth: number, milliseconds: number): Promise<{ frames: number; took: number }> {
    const chosen = panned[nth];
    if (chosen === undefined) throw new Error('There is no such way.');
    const { map } = chosen.way;
    let frames = 0;
    const count = (): void => {
      frames += 1;
    };
    const begin = performance.now();
    let elapsed = 0;
    map.on('render', count);
    while (elapsed < milliseconds) {
      const phase = (elapsed / 3000) * Math.PI * 2;
      map.jumpTo({ center: [overview.lng + Math.sin(phase) * 5, overview.lat + Math.cos(phase) * 2 - 2] });
      await new Promise(requestAnimationFrame);
      elapsed = performance.now() - begin;
    }
    map.off('render', count);
    return { frames, took: elapsed };
  },

  endPanning(): void {
    for (const { way: made } of panned) made.destroy();
    panned = [];
  },

  end(): void {
    way?.destroy();
    way = null;
  },

  /** Medians in milliseconds of the pure parts. */
  pureParts(): Record<string, number> {
    const timed = (repeat: number, work: () => void): number => {
      const times: number[] = [];
      for (let turn = 0; turn < 15; turn += 1) {
        const begin = performance.now();
        for (let time = 0; time < repeat; time += 1) work();
        times.push((performance.now() - begin) / repeat);
      }
      return median(times);
    };
    const small = new BenchFleet(20_000);
    const buffer = packFrame(
      small.columns,
      Uint32Array.from({ length: 20_000 }, (_, slot) => slot),
    );
    const target = createColumns(20_000);
    const large = new BenchFleet(100_000);
    const culled = new Culled();
    const mercator = new MercatorTable();
    const camera = (zoom: number): Parameters<typeof windowOf>[0] => ({
      x: mercatorX(overview.lng),
      y: mercatorY(overview.lat),
      worldSize: 512 * 2 ** zoom,
      width: 1280,
      height: 800,
      bearing: 0,
    });
    const all = windowOf(camera(overview.zoom), 0.2);
    const few = windowOf(camera(9), 0.2);
    const at = { x: mercatorX(overview.lng), y: mercatorY(overview.lat) };
    return {
      'apply a packed frame, 20,000': timed(5, () => {
        const frame = openFrame(buffer);
        if (frame !== null) applyFrame(target, frame);
      }),
      'cull 100,000, all in view': timed(3, () => {
        cull(culled, large.columns, large.size, null, all, mercator);
      }),
      'cull 100,000, a town in view': timed(5, () => {
        cull(culled, large.columns, large.size, null, few, mercator);
      }),
      'pick among 100,000': timed(5, () => {
        pick(large.columns, large.size, null, at, all.worldSize, 10);
      }),
    };
  },
};

export type Bench = typeof bench;
Reflect.set(globalThis, 'bench', bench);
