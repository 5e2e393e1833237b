import type { Failure } from '../contract/errors.ts';
import type { JobState, JobStatus } from '../contract/job.ts';
import type { PendingCommands } from '../commands/service.ts';
import type { Clock } from '../jobs/clock.ts';

/** What may be under way in a session when somebody leaves it. */
export interface LeavingSession {
  readonly jobs: { list(): readonly JobStatus[] } | null;
  readonly reports: { readonly unfinished: number };
  readonly administration: { readonly passwords: { untold(): number } };
  readonly commands: { readonly service: { readonly pending: PendingCommands } } | null;
}

export interface LeavingNeeds {
  readonly session: () => LeavingSession | null;
  /** Asks the user; gives the place of the button. Escape is the last one. @param preselected what Enter chooses */
  readonly ask: (
    message: string,
    detail: string,
    buttons: readonly string[],
    preselected: number,
  ) => Promise<number>;
  /** Shows the console, opening its window when it was closed. */
  readonly show: () => void;
  /** Asks to quit once more; the questions come again. */
  readonly quit: () => void;
  readonly clock: Pick<Clock, 'after'>;
}

/** States in which a job does something by itself. */
const moving: readonly JobState[] = ['running', 'checking', 'pausing', 'cancelling'];
const PAUSES =
  'They pause when you sign out. Requests under way are awaited, and nothing is sent before somebody resumes.';
/** Milliseconds between two looks whether what was to be finished has come to its end. */
const LOOK_EVERY = 500;

/**
 * Asks before something is cut short: jobs and reports that are under way, new passwords that nobody has seen. Whoever
 * lets it be finished goes on working meanwhile and may change his mind by quitting again: nothing waits without end,
 * and a job that pauses by itself keeps the console open.
 */
export class Leaving {
  readonly #needs: LeavingNeeds;
  #stopWaiting: (() => void) | null = null;
  /** The console quits because what was to be finished is; what waits on was told before. */
  #agreed = false;

  constructor(needs: LeavingNeeds) {
    this.#needs = needs;
  }

  /** Whether the console may close now. */
  async mayQuit(): Promise<boolean> {
    this.#stopWaiting?.();
    this.#stopWaiting = null;
    const session = this.#needs.session();
    if (session === null) return true;
    const may = (await this.#askWork(session)) && (await this.#askPasswords(session, 'Quit and lose them'));
    if (!may) this.#needs.show();
    return may;
  }

  /** Null when the session may end now; `cancelled` when the user stays. */
  async maySignOut(): Promise<Failure | null> {
    const session = this.#needs.session();
    if (session === null) return null;
    const jobs = movingJobs(session);
    const fates = fatesOf(session);
    if (jobs.length > 0 || fates.length > 0) {
      const choice = await this.#needs.ask(
        jobs.length === 0
          ? 'Sign out now?'
          : jobs.length === 1
            ? 'A job is running.'
            : `${jobs.length} jobs are running.`,
        [...(jobs.length > 0 ? [`${told(jobs)}\n${PAUSES}`] : []), ...fates].join('\n\n'),
        [jobs.length > 0 ? 'Pause and sign out' : 'Sign out', 'Stay'],
        1,
      );
      if (choice === 1) return { code: 'cancelled' };
    }
    return (await this.#askPasswords(session, 'Sign out and lose them')) ? null : { code: 'cancelled' };
  }

  async #askWork(session: LeavingSession): Promise<boolean> {
    const jobs = movingJobs(session);
    const reports = session.reports.unfinished;
    const waits = this.#agreed ? [] : commandFates(session, 'the console is started again');
    this.#agreed = false;
    if (jobs.length + reports === 0) {
      if (waits.length === 0) return true;
      return (await this.#needs.ask('Quit now?', waits.join('\n\n'), ['Quit', 'Stay'], 1)) === 0;
    }
    const [message, detail, cut] =
      jobs.length === 0
        ? [
            'A report is still being written.',
            'Finish it before the console closes, or cancel it? A cancelled report leaves no file.',
            'Cancel it and quit',
          ]
        : [
            jobs.length === 1 ? 'A job is still running.' : `${jobs.length} jobs are still running.`,
            `${told(jobs)}\nA paused job is kept: requests under way are awaited, and nothing is sent before somebody resumes it.${
              reports > 0 ? '\nA report is being written too; when you quit now it leaves no file.' : ''
            }`,
            'Pause and quit',
          ];
    const whole = [detail, ...waits].join('\n\n');
    const choice = await this.#needs.ask(message, whole, ['Finish, then quit', cut, 'Stay'], 0);
    if (choice === 0) this.#quitAfter(jobs.map(({ id }) => id));
    return choice === 1;
  }

  /** Quits when everything has come to its end; stays when one of these jobs paused instead of ending. */
  #quitAfter(ids: readonly string[]): void {
    this.#stopWaiting = this.#needs.clock.after(LOOK_EVERY, () => {
      const session = this.#needs.session();
      const jobs = session?.jobs?.list().filter(({ id }) => ids.includes(id)) ?? [];
      if (session !== null && (movingJobs(session).length > 0 || session.reports.unfinished > 0)) {
        this.#quitAfter(ids);
      } else if (jobs.every(({ state }) => state === 'done' || state === 'cancelled')) {
        this.#agreed = true;
        this.#needs.quit();
      } else {
        this.#needs.show();
      }
    });
  }

  async #askPasswords({ administration }: LeavingSession, lose: string): Promise<boolean> {
    const untold = administration.passwords.untold();
    if (untold === 0) return true;
    const choice = await this.#needs.ask(
      `${untold} new ${untold === 1 ? 'password has' : 'passwords have'} not been shown or written to slips.`,
      'They are set at the provider and in the memory of the console alone. Once it lets go of them, these customers need other ones. Write the slips first: Accounts, Jobs.',
      [lose, 'Stay'],
      1,
    );
    return choice === 0;
  }
}

function movingJobs({ jobs }: LeavingSession): readonly JobStatus[] {
  return jobs?.list().filter(({ state }) => moving.includes(state)) ?? [];
}

function told(jobs: readonly JobStatus[]): string {
  return jobs
    .slice(0, 5)
    .map(({ title, counts, total }) => {
      const settled = counts.done + counts.failed + counts.unknown;
      return `${title}: ${settled} of ${total}`;
    })
    .join('\n');
}

/** What becomes of everything else that is not at its end, a sentence each, when somebody signs out. */
function fatesOf(session: LeavingSession): string[] {
  const jobs = session.jobs?.list() ?? [];
  const paused = jobs.filter(({ state }) => state === 'paused');
  const scheduled = jobs.filter(({ state }) => state === 'scheduled').length;
  const { unfinished } = session.reports;
  return [
    ...commandFates(session, 'this account signs in here again'),
    ...(paused.length > 0
      ? [
          `${told(paused)}\nPaused: nothing more of it is sent until this account signs in here again and somebody resumes it.`,
        ]
      : []),
    ...(scheduled > 0
      ? [`${count(scheduled, 'scheduled job')}: none begins while this account is signed out.`]
      : []),
    ...(unfinished > 0 ? [`${count(unfinished, 'report')} not finished: cancelled, without a file.`] : []),
  ];
}

/** @param until when the console looks again */
function commandFates({ commands }: LeavingSession, until: string): string[] {
  const { held, underWay } = commands?.service.pending ?? { held: 0, underWay: 0 };
  return [
    ...(held > 0
      ? [
          `${count(held, 'command')} held for a device: not sent meanwhile, even if the device comes back; waits on, until its time ends, when ${until}.`,
        ]
      : []),
    ...(underWay > 0
      ? [
          `${count(underWay, 'command')} on the way: cannot be taken back; the answer is looked for when ${until}.`,
        ]
      : []),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
