import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the console and a provider and remembers the secrets that pass. */
export interface RecordingProxy {
  readonly url: string;
  /** Tokens and signatures seen so far. */
  secrets(): string[];
  close(): Promise<void>;
}

/** Starts one in front of the provider at `target`. */
export async function recordSecrets(target: string): Promise<RecordingProxy> {
  const seen = new Set<string>();
  const note = (text: string): void => {
    for (const [, secret] of text.matchAll(/(?:access_token|signature)(?:=|"\s*:\s*")([0-9A-Za-z]{16,})/g)) {
      if (secret !== undefined) seen.add(secret);
    }
  };
  const forward = (incoming: IncomingMessage, answer: ServerResponse): void => {
    note(incoming.url ?? '');
    const { 'accept-encoding': _compressed, ...headers } = incoming.headers;
    const onward = request(
      new URL(incoming.url ?? '/', target),
      { method: incoming.method ?? 'GET', headers },
      (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.on('data', (chunk: Buffer) => {
          note(chunk.toString('utf8'));
          answer.write(chunk);
        });
        reply.on('end', () => answer.end());
      },
    );
    onward.on('error', () => answer.destroy());
    incoming.on('data', (chunk: Buffer) => {
      note(chunk.toString('utf8'));
    });
    incoming.pipe(onward);
  };
  const server = createServer(forward);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    secrets: () => [...seen],
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}
