/* eslint-disable @typescript-eslint/no-deprecated -- what replaces these calls is not in Electron 33 */
import { safeStorage } from 'electron';

/** The system keyring for what must not lie readable on disk. */
export class Secrets {
  /** False without a real keyring (`basic_text` only scrambles): then nothing is kept. */
  available(): boolean {
    if (!safeStorage.isEncryptionAvailable()) return false;
    return process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== 'basic_text';
  }

  /** Encrypts for this user of this machine; null when that is not possible. */
  seal(text: string): string | null {
    return this.available() ? safeStorage.encryptString(text).toString('base64') : null;
  }

  /** Decrypts; null when the keyring changed or the text is not ours. */
  open(sealed: string): string | null {
    if (!this.available()) return null;
    try {
      return safeStorage.decryptString(Buffer.from(sealed, 'base64'));
    } catch {
      return null;
    }
  }
}
