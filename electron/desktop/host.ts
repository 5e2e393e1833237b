import { app, session } from 'electron';
import { join } from 'node:path';
import { effectFetch, type WholeAnswer } from './effect-fetch.ts';

/** What the console stands on: folders, versions, and whether it is being developed. */
export interface Host {
  readonly dataFolder: string;
  readonly documents: string;
  readonly version: string;
  readonly electron: string;
  /** Address of the dev server while developing; null in every built app. */
  readonly devServer: string | null;
  /** A file of the build, below `out/`. */
  built(...path: readonly string[]): string;
}

export function host(): Host {
  return {
    dataFolder: app.getPath('userData'),
    documents: app.getPath('documents'),
    version: app.getVersion(),
    electron: process.versions.electron,
    devServer: app.isPackaged ? null : (process.env['ELECTRON_RENDERER_URL'] ?? null),
    built: (...path) => join(app.getAppPath(), 'out', ...path),
  };
}

/** Requests to a provider: with the system's proxies and certificates, without cookies and without a cache on disk. */
export function providerFetch(): (url: string, init: RequestInit) => Promise<Response> {
  const provider = session.fromPartition('provider', { cache: false });
  return (url, init) => provider.fetch(url, init);
}

/** The same for requests that must not be sent twice, each on a new connection. */
export function providerEffectFetch(): (url: string, init: RequestInit) => Promise<WholeAnswer> {
  return effectFetch((number) => session.fromPartition(`provider-effects-${number}`, { cache: false }));
}
