import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzip } from 'node:zlib';

/** Bodies larger than this are refused, in bytes. */
const LONGEST_BODY = 2_000_000;
/** Bodies shorter than this are not worth compressing, in bytes. */
const SHORTEST_GZIP = 1_000;

/** What to do with one request. */
export type Reply =
  | { readonly kind: 'send'; readonly status: number; readonly type: string; readonly body: string }
  /** Says that more will come than does, and hangs up. */
  | { readonly kind: 'cut'; readonly body: string }
  /** Hangs up without a word. */
  | { readonly kind: 'reset' }
  /** Keeps the connection and never answers. */
  | { readonly kind: 'hang' };

export type Handler = (request: {
  readonly method: string;
  readonly url: URL;
  readonly form: string;
}) => Promise<Reply>;

export const JSON_TYPE = 'application/json; charset=UTF-8';

/** An HTTP server on the loopback address that can vanish from the network and come back at the same port. */
export class HttpServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private port = 0;
  private listening = false;

  constructor(handle: Handler) {
    this.server = createServer({ keepAlive: true, keepAliveTimeout: 65_000 }, (request, response) => {
      void this.respond(handle, request, response);
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  /** Starts listening; port 0 takes a free one. Resolves with the base address. */
  async open(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.port === 0 ? port : this.port, '127.0.0.1', () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    this.port = (this.server.address() as AddressInfo).port;
    this.listening = true;
    return `http://127.0.0.1:${this.port}`;
  }

  get isOpen(): boolean {
    return this.listening;
  }

  /** Stops listening and cuts every connection. */
  async close(): Promise<void> {
    if (!this.listening) return;
    this.listening = false;
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async respond(handle: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readBody(request);
    if (form === null) {
      request.socket.destroy();
      return;
    }
    const url = readUrl(request.url ?? '/');
    const reply: Reply =
      url === null
        ? { kind: 'send', status: 400, type: 'text/plain', body: 'bad request' }
        : await handle({ method: request.method ?? 'GET', url, form });
    if (request.socket.destroyed) return;
    switch (reply.kind) {
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'hang':
        return;
      case 'cut':
        response.writeHead(200, {
          'content-type': JSON_TYPE,
          'content-length': Buffer.byteLength(reply.body),
        });
        response.write(Buffer.from(reply.body).subarray(0, Math.floor(Buffer.byteLength(reply.body) / 2)));
        await wait(5);
        request.socket.destroy();
        return;
      case 'send':
        await send(request, response, reply);
    }
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: { readonly status: number; readonly type: string; readonly body: string },
): Promise<void> {
  const accepted = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  const plain = Buffer.from(reply.body, 'utf8');
  if (!accepted || plain.length < SHORTEST_GZIP) {
    response.writeHead(reply.status, { 'content-type': reply.type, 'content-length': plain.length });
    response.end(plain);
    return;
  }
  const packed = await new Promise<Buffer>((resolve, reject) => {
    gzip(plain, { level: 4 }, (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
  response.writeHead(reply.status, {
    'content-type': reply.type,
    'content-encoding': 'gzip',
    'content-length': packed.length,
  });
  response.end(packed);
}

/** The body as text; null when the client went away or sent too much. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (request.method === 'GET' || request.method === 'HEAD') return '';
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of request) {
      if (!(part instanceof Buffer)) continue;
      size += part.length;
      if (size > LONGEST_BODY) return null;
      parts.push(part);
    }
  } catch {
    return null;
  }
  return Buffer.concat(parts).toString('utf8');
}

function readUrl(path: string): URL | null {
  return URL.canParse(path, 'http://127.0.0.1') ? new URL(path, 'http://127.0.0.1') : null;
}
