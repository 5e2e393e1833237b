import { randomUUID } from 'node:crypto';
import type { Result } from '../contract/result.ts';
import { fail } from '../contract/result.ts';
import { fileFailure, TargetFile } from '../reports/workbook/target-file.ts';

/**
 * Writes a file that is there whole or not at all; gives its path.
 *
 * @param secret nobody else on this computer may read it
 */
export async function writeWhole(
  target: string,
  content: Uint8Array | string,
  secret = false,
): Promise<Result<string>> {
  const file = await TargetFile.create(target, randomUUID(), secret);
  if (!file.ok) return file;
  try {
    await file.value.append(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
  } catch (error) {
    await file.value.discard();
    return fail(fileFailure(error, target));
  }
  return file.value.finish(true);
}
