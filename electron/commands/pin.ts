import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import type { StoredPin } from '../archive/command-store.ts';

/** Slow on purpose: some 100 ms and 32 MB a try (RFC 7914), so that a stolen file does not give its PINs away soon. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const LENGTH = 32;

/** A PIN as it may be kept: with a salt of its own, through scrypt, off the main thread. */
export async function keepPin(name: string, pin: string): Promise<StoredPin> {
  const salt = randomBytes(16);
  return { name, salt: salt.toString('hex'), hash: (await derive(pin, salt)).toString('hex') };
}

/** Whether this is the PIN that was kept; takes the same time either way. */
export async function isPin(pin: string, kept: StoredPin): Promise<boolean> {
  const wanted = Buffer.from(kept.hash, 'hex');
  const given = await derive(pin, Buffer.from(kept.salt, 'hex'));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function derive(pin: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), salt, LENGTH, COST, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}
