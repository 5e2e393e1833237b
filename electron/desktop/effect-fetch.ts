/** The part of Electron's session that is used. */
export interface NetworkSession {
  closeAllConnections(): Promise<void>;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/** An answer that has been read whole. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

/**
 * A fetch for requests that must not be sent twice. Chromium sends a request again by itself, a POST too, when a
 * connection that was used before breaks without an answer; a command would then be given twice. On a new connection
 * it never does, so each request gets a network session of its own for as long as it lasts, with all connections
 * closed first. `open` makes the session of a number; there are as many as requests at the same time.
 */
export function effectFetch(
  open: (number: number) => NetworkSession,
): (url: string, init: RequestInit) => Promise<WholeAnswer> {
  const idle: NetworkSession[] = [];
  let opened = 0;
  const take = (): NetworkSession => {
    const free = idle.pop();
    if (free !== undefined) return free;
    opened += 1;
    return open(opened);
  };
  return async (url, init) => {
    const session = take();
    try {
      await session.closeAllConnections();
      const response = await session.fetch(url, init);
      const { status, headers } = response;
      // Read here: the session is not free before the body has come.
      const body = await response.text();
      return { status, headers, text: () => Promise.resolve(body) };
    } finally {
      idle.push(session);
    }
  };
}
