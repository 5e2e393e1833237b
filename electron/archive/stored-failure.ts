import { allFailureCodes, type Failure } from '../contract/errors.ts';

/**
 * A failure read back from JSON of the archive; null when there was none. A code that this console does not know (a
 * newer one wrote it) is kept in the words.
 */
export function storedFailure(value: unknown): Failure | null {
  if (typeof value !== 'object' || value === null || !('code' in value)) return null;
  const code = allFailureCodes().find((known) => known === value.code);
  const provider = 'provider' in value ? providerWords(value.provider) : null;
  const concerns = 'concerns' in value && typeof value.concerns === 'string' ? value.concerns : null;
  const detail = 'detail' in value && typeof value.detail === 'string' ? value.detail : null;
  return {
    code: code ?? 'provider.unknownCode',
    ...(provider === null ? {} : { provider }),
    ...(concerns === null ? {} : { concerns }),
    ...(detail === null ? (code === undefined ? { detail: String(value.code) } : {}) : { detail }),
  };
}

function providerWords(value: unknown): { code: number | null; message: string } | null {
  if (typeof value !== 'object' || value === null) return null;
  const code = 'code' in value && typeof value.code === 'number' ? value.code : null;
  const message = 'message' in value && typeof value.message === 'string' ? value.message : '';
  return { code, message };
}
