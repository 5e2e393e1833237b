import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWallFile, encodeWallFile } from '../../../electron/walls/wall-file.ts';
import { aWall, content } from './builders.ts';

const good = encodeWallFile({
  wall: aWall(),
  groups: [{ id: 'g', name: 'Vans', imeis: ['358899051025339'] }],
});

function changed(change: (file: Record<string, unknown>) => void): string {
  const file = JSON.parse(good) as Record<string, unknown>;
  change(file);
  return JSON.stringify(file);
}

describe('a wall file', () => {
  it('gives back the wall and its groups', () => {
    const decoded = decodeWallFile(good, 'a.wall');
    expect(decoded).toMatchObject({ ok: true, value: { wall: aWall(), groups: [{ name: 'Vans' }] } });
  });

  it('from before alarm panes had priorities shows urgent alarms there', () => {
    const [pane] = content('a').panes;
    const text = encodeWallFile({
      wall: aWall({
        windows: [
          {
            id: 'w',
            places: {},
            content: { ...content('a'), panes: [{ ...pane, mode: { kind: 'alarm' } } as never] },
          },
        ],
      }),
      groups: [],
    });
    const read = decodeWallFile(text, 'a.wall');
    expect(read.ok && read.value.wall.windows[0]?.content.panes[0]?.mode).toEqual({
      kind: 'alarm',
      priorities: ['critical', 'high'],
    });
  });

  it.each([
    ['an empty file', ''],
    ['half a file', good.slice(0, good.length / 2)],
    ['other JSON', '{"a":1}'],
    ['a list', '[]'],
    ['another kind of file', changed((file) => Object.assign(file, { watchdesk: 'plan' }))],
    ['no version', changed((file) => Object.assign(file, { version: 'one' }))],
    ['a wall without windows', changed((file) => Object.assign(file, { wall: { ...aWall(), windows: [] } }))],
  ])('is refused as damaged when it is %s', (_what, text) => {
    expect(decodeWallFile(text, 'a.wall')).toMatchObject({
      ok: false,
      failure: { code: 'wall.damaged', concerns: 'a.wall' },
    });
  });

  it('of a later version is told from a damaged one', () => {
    const text = changed((file) => Object.assign(file, { version: 99 }));
    expect(decodeWallFile(text, 'a.wall')).toMatchObject({ ok: false, failure: { code: 'wall.newer' } });
  });

  it.each([
    ['a pane without a place', { ...content('a', 'b'), layout: { kind: 'pane' as const, pane: 'a' } }],
    ['a place without a pane', { ...content('a'), layout: content('a', 'b').layout }],
    ['shares that do not fill the window', withShares([0.2, 0.2])],
    ['fewer shares than parts', withShares([1])],
  ])('is refused with %s', (_what, wrong) => {
    const text = encodeWallFile({
      wall: aWall({ windows: [{ id: 'w', places: {}, content: wrong }] }),
      groups: [],
    });
    expect(decodeWallFile(text, 'a.wall')).toMatchObject({ ok: false, failure: { code: 'wall.damaged' } });
  });

  it('never throws, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(decodeWallFile(text, 'a.wall').ok).toBe(false);
      }),
    );
  });
});

function withShares(fractions: readonly number[]) {
  const { layout, panes } = content('a', 'b');
  return { layout: { ...layout, fractions }, panes } as ReturnType<typeof content>;
}
