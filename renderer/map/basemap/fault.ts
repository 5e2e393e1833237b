/** Why a basemap is not shown; whoever has words for people says it in theirs. */
export const basemapFaults = [
  /** Its description cannot be used at all. */
  'missing',
  'address',
  'scheme',
  'secret',
  'tiles',
  /** The server of a style: silent, or it answered `status`, or with something else than a style. */
  'silent',
  'refused',
  'noStyle',
  'damagedStyle',
  /** What the tiles are described by, or the tiles themselves, do not load. */
  'noDescription',
  'noTiles',
  /** A PMTiles file: gone, none at all, of tiles that no map shows. */
  'fileGone',
  'noArchive',
  'otherTiles',
  'unknown',
] as const;
export type BasemapFaultCode = (typeof basemapFaults)[number];

export interface BasemapReason {
  readonly code: BasemapFaultCode;
  /** HTTP status where a server refused; null otherwise. */
  readonly status: number | null;
}

/** A basemap cannot be shown, and why. */
export class BasemapFault extends Error {
  override readonly name = 'BasemapFault';
  readonly reason: BasemapReason;

  constructor(code: BasemapFaultCode, status: number | null = null, options?: ErrorOptions) {
    super(`The basemap cannot be shown: ${code}`, options);
    this.reason = { code, status };
  }
}

/** The reason that an error carries, whatever it is. */
export function reasonOf(error: unknown): BasemapReason {
  return error instanceof BasemapFault ? error.reason : { code: 'unknown', status: null };
}
