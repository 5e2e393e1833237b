import type { DirectoryChunk } from '../../electron/contract/live.ts';

const NONE: readonly number[] = [];

/**
 * Who the devices are, as columns of strings by slot, with what searching and filtering need computed once: a
 * lower-case haystack per device and the slots of every account. Nothing in it is reactive.
 */
export class Directory {
  readonly imei: string[] = [];
  readonly name: string[] = [];
  readonly plate: string[] = [];
  readonly type: string[] = [];
  readonly sim: string[] = [];
  readonly account: string[] = [];
  /** Unix seconds of the earlier due time; 0 = not set. */
  readonly due: number[] = [];
  /**
   * Plate, name, IMEI, SIM, type and account in lower case, one a line; then plate and name without separators, as
   * they are said over the radio.
   */
  readonly haystack: string[] = [];

  /** What puts labels in order when compared as plain text: see `orderKey`. */
  readonly order: string[] = [];

  private readonly slots = new Map<string, number>();
  private readonly accounts = new Map<string, number[]>();

  /** Number of slots in use. */
  get size(): number {
    return this.imei.length;
  }

  /** Writes the devices of consecutive slots; a chunk for slots already known replaces them. */
  put(chunk: DirectoryChunk): void {
    chunk.imei.forEach((imei, row) => {
      this.putOne(chunk.firstSlot + row, imei, chunk, row);
    });
  }

  /** Forgets every device. */
  clear(): void {
    for (const column of this.columns()) column.length = 0;
    this.due.length = 0;
    this.slots.clear();
    this.accounts.clear();
  }

  /** Slot of an IMEI, or null when it is not in the directory. */
  slotOf(imei: string): number | null {
    return this.slots.get(imei) ?? null;
  }

  /** Slots of the devices directly under an account, in the order of the directory. */
  slotsOf(account: string): readonly number[] {
    return this.accounts.get(account) ?? NONE;
  }

  /** What a device is called on screen: its plate, else its name, else its IMEI. */
  label(slot: number): string {
    return this.plate[slot] || this.name[slot] || this.imei[slot] || '';
  }

  private columns(): string[][] {
    return [this.imei, this.name, this.plate, this.type, this.sim, this.account, this.haystack, this.order];
  }

  private putOne(slot: number, imei: string, chunk: DirectoryChunk, row: number): void {
    // A gap would make holes in the columns; slots come in order, so this happens only when main skipped some.
    while (this.size < slot) this.push('');
    const before = this.account[slot];
    const account = chunk.account[row] ?? '';
    const left = this.imei[slot];
    if (left !== undefined && left !== imei && this.slots.get(left) === slot) this.slots.delete(left);
    // A device that is gone has no IMEI.
    if (imei !== '') this.slots.set(imei, slot);
    if (before !== account || slot >= this.size) this.move(slot, before, account);
    this.imei[slot] = imei;
    this.name[slot] = chunk.name[row] ?? '';
    this.plate[slot] = chunk.plate[row] ?? '';
    this.type[slot] = chunk.type[row] ?? '';
    this.sim[slot] = chunk.sim[row] ?? '';
    this.account[slot] = account;
    this.due[slot] = chunk.due[row] ?? 0;
    this.order[slot] = orderKey(this.label(slot));
    const said = [this.plate[slot] ?? '', this.name[slot] ?? ''];
    const joined = said.map(withoutSeparators).filter((text, place) => text !== said[place]);
    this.haystack[slot] = [...said, imei, this.sim[slot], this.type[slot], account, ...joined]
      .join('\n')
      .toLowerCase();
  }

  private push(value: string): void {
    for (const column of this.columns()) column.push(value);
    this.due.push(0);
  }

  private move(slot: number, before: string | undefined, account: string): void {
    if (before !== undefined && before !== account) {
      const left = this.accounts.get(before)?.filter((other) => other !== slot);
      if (left) this.accounts.set(before, left);
    }
    const slots = this.accounts.get(account);
    if (slots) slots.push(slot);
    else this.accounts.set(account, [slot]);
  }
}

/** A plate or name without blanks and punctuation: "0BM 13-84" is "0BM1384". */
export function withoutSeparators(text: string): string {
  return text.replaceAll(/[\s\-_./·]+/gu, '');
}

/**
 * A key that orders labels when compared as plain text: case and accents do not count, and numbers count as numbers
 * (up to ten digits). Comparing such keys is many times cheaper than a collator, which 100,000 labels need.
 */
export function orderKey(label: string): string {
  const plain = /^[ -~]*$/u.test(label) ? label : label.normalize('NFKD').replaceAll(/\p{M}/gu, '');
  return plain.toLowerCase().replaceAll(/\d+/gu, (digits) => digits.padStart(10, '0'));
}
