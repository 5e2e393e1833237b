import { describe, expect, it } from 'vitest';
import { effectScope, nextTick, ref } from 'vue';
import { usePages, type Pages } from '../../../../renderer/jobs/use-pages.ts';

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await nextTick();
};

function open(total: number): { pages: Pages<number>; asked: number[]; query: { value: string } } {
  const asked: number[] = [];
  const query = ref('');
  const scope = effectScope();
  const pages = scope.run(() =>
    usePages<number>(
      (offset, limit) => {
        asked.push(offset);
        const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, place) => offset + place);
        return Promise.resolve({ ok: true as const, value: { total, rows } });
      },
      () => query.value,
    ),
  );
  if (pages === undefined) throw new Error('no scope');
  return { pages, asked, query };
}

describe('a long list that lies in main', () => {
  it('reads only the pages that come on screen, each once', async () => {
    const { pages, asked } = open(100_000);
    await settle();
    expect([pages.total.value, pages.row(7), pages.row(50_000)]).toEqual([100_000, 7, undefined]);
    pages.show(49_990, 50_020);
    await settle();
    pages.show(49_995, 50_025);
    await settle();
    expect(pages.row(50_000)).toBe(50_000);
    expect(asked).toEqual([0, 49_800, 50_000]);
  });

  it('begins anew when the question changes, and asks again for what is shown on a refresh', async () => {
    const { pages, asked, query } = open(1_000);
    await settle();
    pages.show(600, 620);
    await settle();
    pages.refresh();
    await settle();
    expect(asked).toEqual([0, 600, 600]);
    query.value = 'other';
    await settle();
    expect(asked).toEqual([0, 600, 600, 0]);
    expect(pages.row(610)).toBeUndefined();
  });
});
