import type { Failure } from '../contract/errors.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
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
  readonly now: () => number;
}

const idlePace: PaceStatus = {
  allowedRate: 0,
  actualRate: 0,
  waiting: 0,
  inFlight: 0,
  pausedUntil: null,
  refusals: 0,
};

/**
 * Who is signed in where. One account at a time; signing in to another ends the one before. A window sees the status
 * and never a secret.
 */
export class SessionService<Services extends SignedInServices> {
  readonly #needs: SessionDependencies<Services>;
  #services: Services | null = null;
  #credentials: Credentials | null = null;
  #phase: 'signedOut' | 'signingIn' | 'signedIn' = 'signedOut';
  #reason: Failure | null = null;
  #attempt = 0;

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
    const entered = await this.#enter(credentials);
    if (!entered.ok) return entered;
    this.#keep(credentials, input.remember);
    return succeed(this.status());
  }

  /** Starts the built-in provider and signs in to it exactly as to a real server. */
  async enterDemo(): Promise<Result<SessionStatus>> {
    this.#phase = 'signingIn';
    this.#tell();
    const demo = await this.#needs.demo.start();
    if (!demo.ok) return this.#refuse(demo.failure);
    const { url, account, password } = demo.value;
    const entered = await this.#enter({
      server: url,
      account,
      digest: this.#needs.digest(password),
      demo: true,
    });
    if (!entered.ok) return entered;
    this.#needs.memory.keepLastSession({ demo: true });
    return succeed(this.status());
  }

  /** Returns to the session of the last time where that is possible without asking. */
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
    await this.signIn({ server, account, password: null, remember: true });
  }

  async signOut(): Promise<Result<SessionStatus>> {
    const services = this.services();
    this.#needs.memory.keepLastSession(null);
    if (services !== null)
      this.#needs.audit(services, 'session.signOut', this.#credentials?.account ?? '', '');
    await this.#leave();
    this.#tell();
    return succeed(this.status());
  }

  /** Ends the session because the console quits; it is returned to at the next start. */
  async close(): Promise<void> {
    await this.#leave();
  }

  async #enter(credentials: Credentials): Promise<Result<null>> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    await this.#leave(credentials.demo);
    this.#phase = 'signingIn';
    this.#reason = null;
    this.#credentials = credentials;
    const services = this.#needs.open(credentials, () => {
      this.#tell();
    });
    this.#services = services;
    this.#tell();
    const answer = await services.signIn();
    if (attempt !== this.#attempt) {
      await services.stop();
      return fail({ code: 'cancelled' });
    }
    if (!answer.ok) {
      await this.#leave();
      return this.#refuse(answer.failure);
    }
    this.#phase = 'signedIn';
    services.start();
    this.#needs.onServices(services);
    this.#needs.audit(services, 'session.signIn', credentials.account, credentials.demo ? 'demo' : '');
    this.#tell();
    return succeed(null);
  }

  async #leave(keepDemo = false): Promise<void> {
    const services = this.#services;
    const wasDemo = this.#credentials?.demo === true;
    if (this.#phase === 'signedIn') this.#needs.onServices(null);
    this.#services = null;
    this.#credentials = null;
    this.#phase = 'signedOut';
    this.#reason = null;
    await services?.stop();
    if (wasDemo && !keepDemo) await this.#needs.demo.stop();
  }

  #refuse(failure: Failure): Result<never> {
    this.#phase = 'signedOut';
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
    const { memory, secrets, now } = this.#needs;
    const { server, account } = credentials;
    const others = memory.signIns().filter((entry) => entry.server !== server || entry.account !== account);
    const secret = remember ? secrets.seal(credentials.digest) : null;
    memory.keepSignIns([{ server, account, lastUsed: now(), secret }, ...others].slice(0, 50));
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
