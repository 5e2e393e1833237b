import type { ChangeBook } from './changes.ts';
import type { Contact } from './contact.ts';
import { commandWords } from './models.ts';
import type { CommandWord } from './models.ts';
import type { Motion } from './motion.ts';
import { hash } from './random.ts';
import type { Vehicle } from './vehicles.ts';

/** How a device takes a command. */
export interface CommandManner {
  /** `late`: after `seconds`; `failure`: answers, but has not done it; `never`: says nothing. */
  readonly answer: 'normal' | 'late' | 'failure' | 'never';
  /** World seconds until a late answer. */
  readonly seconds: number;
  /** Text of a failure. */
  readonly text: string;
  /** Whether the device does what it says. */
  readonly effect: boolean;
}

interface Pending {
  readonly id: string;
  readonly vehicle: Vehicle;
  readonly word: CommandWord;
  readonly kilometres: number;
  readonly manner: CommandManner;
  dueAt: number;
  response: string | null;
}

/** Commands on their way to devices, and what the devices answered. */
export class CommandBook {
  private readonly motion: Motion;
  private readonly contact: Contact;
  private readonly changes: ChangeBook;
  private readonly seed: number;
  private readonly sent = new Map<string, Pending>();
  private readonly waiting = new Set<Pending>();
  private count = 0;

  constructor(motion: Motion, contact: Contact, changes: ChangeBook, seed: number) {
    this.motion = motion;
    this.contact = contact;
    this.changes = changes;
    this.seed = seed;
  }

  /** Hands a command to the device and returns the id to ask with (open-api.md 2.5). */
  send(vehicle: Vehicle, word: CommandWord, kilometres: number, manner: CommandManner, now: number): string {
    this.count += 1;
    const id = (0x1b000 + ((hash(this.seed, 100) % 0xfff) << 12) + this.count).toString(16).toUpperCase();
    const usual = 1 + (hash(this.seed, vehicle.index, this.count, 101) % 5);
    const delay = manner.answer === 'never' ? Infinity : manner.answer === 'late' ? manner.seconds : usual;
    const pending = { id, vehicle, word, kilometres, manner, dueAt: now + delay, response: null };
    this.sent.set(id, pending);
    this.waiting.add(pending);
    return id;
  }

  /** The device's answer; null: none yet; undefined: no such command. */
  answerTo(id: string): string | null | undefined {
    return this.sent.get(id)?.response;
  }

  deviceOf(id: string): Vehicle | undefined {
    return this.sent.get(id)?.vehicle;
  }

  /** Lets everything happen that was due until `now`, in its order. */
  settle(now: number): void {
    if (this.waiting.size === 0) return;
    const due = [...this.waiting].filter(({ dueAt }) => dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
    for (const pending of due) {
      const silence = this.contact.silenceAt(pending.vehicle, pending.dueAt);
      if (silence !== undefined) {
        // The server keeps it; the device gets it when it is heard again.
        if (silence.until > now) continue;
        pending.dueAt = silence.until + 1;
        if (pending.dueAt > now) continue;
      }
      this.waiting.delete(pending);
      this.answer(pending);
    }
  }

  private answer(pending: Pending): void {
    const { vehicle, word, manner, dueAt } = pending;
    const speed = Math.round(this.motion.at(vehicle, dueAt).speed * 3.6);
    if (manner.answer === 'failure') {
      pending.response = manner.text;
      return;
    }
    pending.response = `${spoken[word]}: Success! Speed: ${speed}km/h.`;
    if (manner.effect) this.act(pending);
  }

  private act({ vehicle, word, kilometres, dueAt }: Pending): void {
    const changes = this.changes.edit(vehicle.index);
    switch (word) {
      case 'RELAY,1':
        changes.setSupply(false, dueAt);
        break;
      case 'RELAY,0':
        changes.setSupply(true, dueAt);
        break;
      case 'LOCKDOOR':
        changes.doors.push({ at: dueAt, locked: true });
        break;
      case 'UNLOCKDOOR':
        changes.doors.push({ at: dueAt, locked: false });
        break;
      case 'RESET':
        changes.outages.push({ from: dueAt + 1, until: dueAt + 40 });
        break;
      case 'SET_MILEAGE': {
        const driven = this.motion.odometer(vehicle, dueAt) - this.motion.odometer(vehicle, vehicle.online);
        changes.odometer.push({ at: dueAt, add: kilometres * 1_000 - vehicle.fittedAt - driven });
        break;
      }
    }
  }
}

const spoken: Readonly<Record<CommandWord, string>> = {
  'RELAY,1': 'Cut off the fuel supply',
  'RELAY,0': 'Restore fuel supply',
  RESET: 'Reset',
  LOCKDOOR: 'Lock door',
  UNLOCKDOOR: 'Unlock door',
  SET_MILEAGE: 'Set mileage',
};

export function commandWord(text: string): CommandWord | undefined {
  return commandWords.find((word) => word === text);
}
