import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Clock } from '../jobs/clock.ts';
import type { Connection, PaceStatus, SavedSignIn, SessionStatus, SignInInput } from '../contract/session.ts';

/** What the session needs to know of the client while it lives. */
export type ClientStatus = Pick<SessionStatus, 'connection' | 'clockOffset' | 'takenOver' | 'pace'>;

/** The services of one signed-in account, as the session sees them. */
export interface SignedInServices {
  /** The first login; nothing else was asked of the provider before. */
  signIn(): Promise<Result<null>>;
  /** Starts loading and sweeping after a successful login. */
  start(): void;
  status(): ClientStatus;
  /** Ends everything, keeping what must be kept. */
  stop(): Promise<void>;
}

export interface Credentials {
  /** Normalised base address. */
  readonly server: string;
  readonly account: string;
  /** md5(password), lower-case hex. Never leaves main. */
  readonly digest: string;
  readonly demo: boolean;
}

/** A remembered sign-in as it is stored. */
export interface StoredSignIn {
  readonly server: string;
  readonly account: string;
  readonly lastUsed: number;
  readonly secret: string | null;
}

export type LastSession =
  { readonly demo: true } | { readonly demo: false; readonly server: string; readonly account: string };

export interface SessionDependencies<Services extends SignedInServices> {
  readonly open: (credentials: Credentials, onStatus: () => void) => Services;
  readonly normaliseServer: (typed: string) => Result<{ readonly base: string; readonly plainHttp: boolean }>;
  readonly digest: (password: string) => string;
  readonly secrets: {
    available(): boolean;
    seal(text: string): string | null;
    open(sealed: string): string | null;
  };
  readonly memory: {
    signIns(): readonly StoredSignIn[];
    keepSignIns(signIns: readonly StoredSignIn[]): void;
    lastSession(): LastSession | null;
    keepLastSession(session: LastSession | null): void;
  };
  readonly demo: {
    start(): Promise<Result<{ url: string; account: string; password: string }>>;
    stop(): Promise<void>;
  };
  readonly onChange: (status: SessionStatus) => void;
  /** The services that windows are fed from now on; null when nobody is signed in. */
  readonly onServices: (services: Services | null) => void;
  /** Writes an action of the session into the audit of whoever is signed in. */
  readonly audit: (services: Services, action: string, target: string, detail: string) => void;
  readonly clock: Pick<Clock, 'now' | 'after'>;
}

/** Milliseconds until a session is returned to once more whose server cannot be reached: at first, and at most. */
const FIRST_RETURN = 5_000;
const LONGEST_RETURN = 60_000;

const idlePace: PaceStatus = {
  allowedRate: 0,
  actualRate: 0,
  waiting: 0,
  inFlight: 0,
  pausedUntil: null,
  refusals: 0,
};

const givenUp: Failure = { code: 'cancelled' };

/** Whether a sign-in may go well later, without anybody doing anything about it. */
function mayPass({ code }: Failure): boolean {
  return /^(network|answer)\./.test(code) || code === 'provider.10000' || code === 'provider.10009';
}

/** A change of who is signed in, once its turn has come. */
interface Turn {
  /** Whether a newer change waits: then this one gives up and leaves nothing behind. */
  isStale(): boolean;
  /** Resolves as soon as a newer change waits. */
  readonly superseded: Promise<'superseded'>;
}

/**
 * Who is signed in where. One account at a time; signing in to another ends the one before. Changes happen one after
 * the other, and a newer one makes the one under way give up. A window sees the status and never a secret.
 */
export class SessionService<Services extends SignedInServices> {
  readonly #needs: SessionDependencies<Services>;
  #services: Services | null = null;
  #credentials: Credentials | null = null;
  #phase: 'signedOut' | 'signingIn' | 'signedIn' = 'signedOut';
  #reason: Failure | null = null;
  /** Ends when the last change that was asked for has ended. */
  #last: Promise<unknown> = Promise.resolve();
  #supersede: () => void = () => undefined;
  /** Counts the changes that were asked for. */
  #changes = 0;
  #cancelReturn: () => void = () => undefined;
  #closed = false;

  constructor(needs: SessionDependencies<Services>) {
    this.#needs = needs;
  }

  /** The services of the signed-in account; null when nobody is signed in. */
  services(): Services | null {
    return this.#phase === 'signedIn' ? this.#services : null;
  }

  status(): SessionStatus {
    const client = this.#services?.status();
    return {
      connection: this.#connection(client),
      server: this.#credentials?.server ?? null,
      account: this.#credentials?.account ?? null,
      demo: this.#credentials?.demo ?? false,
      plainHttp:
        (this.#credentials?.server.startsWith('http://') ?? false) && this.#credentials?.demo !== true,
      clockOffset: client?.clockOffset ?? 0,
      takenOver: client?.takenOver ?? 0,
      pace: client?.pace ?? idlePace,
      canRemember: this.#needs.secrets.available(),
    };
  }

  saved(): SavedSignIn[] {
    return this.#needs.memory.signIns().map(({ server, account, lastUsed, secret }) => ({
      server,
      account,
      lastUsed,
      remembered: secret !== null,
    }));
  }

  forget(server: string, account: string): SavedSignIn[] {
    const { memory } = this.#needs;
    memory.keepSignIns(
      memory.signIns().filter((entry) => entry.server !== server || entry.account !== account),
    );
    return this.saved();
  }

  /** Signs in. On a failure the one who was signed in before stays out and the reason is told. */
  async signIn(input: SignInInput): Promise<Result<SessionStatus>> {
    const server = this.#needs.normaliseServer(input.server);
    if (!server.ok) return server;
    const digest = this.#digestOf(input, server.value.base);
    if (!digest.ok) return digest;
    const credentials = {
      server: server.value.base,
      account: input.account,
      digest: digest.value,
      demo: false,
    };
    return this.#inTurn(async (turn) => {
      const entered = await this.#enter(credentials, turn);
      if (!entered.ok) return entered;
      this.#keep(credentials, input.remember);
      return succeed(this.status());
    });
  }

  /** Starts the built-in provider and signs in to it exactly as to a real server. */
  enterDemo(): Promise<Result<SessionStatus>> {
    return this.#inTurn(async (turn) => {
      await this.#leave(true);
      this.#phase = 'signingIn';
      this.#tell();
      const demo = await Promise.race([this.#needs.demo.start(), turn.superseded]);
      if (demo === 'superseded') return this.#refuse(givenUp);
      if (!demo.ok) return this.#refuse(demo.failure);
      const { url, account, password } = demo.value;
      const digest = this.#needs.digest(password);
      const entered = await this.#enter({ server: url, account, digest, demo: true }, turn);
      if (!entered.ok) return entered;
      this.#needs.memory.keepLastSession({ demo: true });
      return succeed(this.status());
    });
  }

  /**
   * Returns to the session of the last time where that is possible without asking. While its server cannot be reached
   * it is tried again until somebody does something else: after a power cut a console is up before the network is.
   */
  async resume(): Promise<void> {
    const last = this.#needs.memory.lastSession();
    if (last === null) return;
    if (last.demo) {
      await this.enterDemo();
      return;
    }
    const { server, account } = last;
    const stored = this.#needs.memory
      .signIns()
      .find((entry) => entry.server === server && entry.account === account);
    if (stored?.secret == null) return;
    for (let wait = FIRST_RETURN; ; wait = Math.min(LONGEST_RETURN, wait * 2)) {
      const answer = await this.signIn({ server, account, password: null, remember: true });
      const own = this.#changes;
      if (answer.ok || !mayPass(answer.failure)) return;
      await new Promise<void>((resolve) => {
        this.#cancelReturn = resolve;
        this.#needs.clock.after(wait, resolve);
      });
      if (this.#closed || this.#changes !== own) return;
    }
  }

  /**
   * Ends the services, does `between` while nothing is open, and signs in again as the same account. What `between`
   * gives is the result, also when the provider cannot be reached afterwards: the sign-in screen then says so.
   */
  reopen<T>(between: () => Result<T>): Promise<Result<T>> {
    return this.#inTurn(async (turn) => {
      const credentials = this.#credentials;
      if (this.#phase !== 'signedIn' || credentials === null) return fail({ code: 'session.signedOut' });
      await this.#leave(credentials.demo);
      const done = between();
      await this.#enter(credentials, turn);
      return done;
    });
  }

  signOut(): Promise<Result<SessionStatus>> {
    return this.#inTurn(async () => {
      const services = this.services();
      this.#needs.memory.keepLastSession(null);
      if (services !== null)
        this.#needs.audit(services, 'session.signOut', this.#credentials?.account ?? '', '');
      await this.#leave();
      this.#tell();
      return succeed(this.status());
    });
  }

  /** Ends the session because the console quits, for good; it is returned to at the next start. */
  async close(): Promise<void> {
    const left = this.#inTurn(async () => {
      await this.#leave();
      return succeed(null);
    });
    this.#closed = true;
    await left;
  }

  /** Does `work` when every change asked for before has ended; the one under way is told to give up. */
  #inTurn<T>(work: (turn: Turn) => Promise<Result<T>>): Promise<Result<T>> {
    if (this.#closed) return Promise.resolve(fail(givenUp));
    this.#changes += 1;
    this.#cancelReturn();
    this.#supersede();
    let stale = false;
    const superseded = new Promise<'superseded'>((resolve) => {
      this.#supersede = () => {
        stale = true;
        resolve('superseded');
      };
    });
    const ended = this.#last.then(() => work({ isStale: () => stale, superseded }));
    // A bug in one change goes to whoever asked for it and does not block the next.
    this.#last = ended.catch(() => {
      if (this.#phase === 'signingIn') this.#refuse({ code: 'internal' });
    });
    return ended;
  }

  async #enter(credentials: Credentials, turn: Turn): Promise<Result<null>> {
    if (turn.isStale()) return this.#refuse(givenUp);
    await this.#leave(credentials.demo);
    this.#phase = 'signingIn';
    this.#credentials = credentials;
    const services = this.#needs.open(credentials, () => {
      this.#tell();
    });
    this.#services = services;
    this.#tell();
    const answer = await Promise.race([services.signIn(), turn.superseded]);
    if (answer === 'superseded' || turn.isStale() || !answer.ok) {
      await this.#leave(credentials.demo && turn.isStale());
      return this.#refuse(answer === 'superseded' || answer.ok ? givenUp : answer.failure);
    }
    this.#phase = 'signedIn';
    services.start();
    this.#needs.onServices(services);
    this.#needs.audit(services, 'session.signIn', credentials.account, credentials.demo ? 'demo' : '');
    this.#tell();
    return succeed(null);
  }

  /** Ends what there is; the demo's process too, unless it is needed next. */
  async #leave(keepDemo = false): Promise<void> {
    const services = this.#services;
    if (this.#phase === 'signedIn') this.#needs.onServices(null);
    this.#services = null;
    this.#credentials = null;
    this.#phase = 'signedOut';
    this.#reason = null;
    try {
      await services?.stop();
    } finally {
      if (!keepDemo) await this.#needs.demo.stop();
    }
  }

  #refuse(failure: Failure): Result<never> {
    this.#phase = 'signedOut';
    this.#credentials = null;
    this.#reason = failure;
    this.#tell();
    return fail(failure);
  }

  #digestOf(input: SignInInput, server: string): Result<string> {
    if (input.password !== null) return succeed(this.#needs.digest(input.password));
    const stored = this.#needs.memory
      .signIns()
      .find((entry) => entry.server === server && entry.account === input.account);
    const digest = stored?.secret == null ? null : this.#needs.secrets.open(stored.secret);
    return digest === null ? fail({ code: 'session.noSecret', concerns: input.account }) : succeed(digest);
  }

  #keep(credentials: Credentials, remember: boolean): void {
    const { memory, secrets, clock } = this.#needs;
    const { server, account } = credentials;
    const others = memory.signIns().filter((entry) => entry.server !== server || entry.account !== account);
    const secret = remember ? secrets.seal(credentials.digest) : null;
    memory.keepSignIns([{ server, account, lastUsed: clock.now(), secret }, ...others].slice(0, 50));
    memory.keepLastSession({ demo: false, server, account });
  }

  #connection(client: ClientStatus | undefined): Connection {
    if (this.#phase === 'signingIn') return { state: 'signingIn' };
    if (this.#phase === 'signedOut' || client === undefined)
      return { state: 'signedOut', reason: this.#reason };
    return client.connection;
  }

  #tell(): void {
    this.#needs.onChange(this.status());
  }
}
