import type { Device } from '../contract/device.ts';
import type { Directory } from './directory.ts';

/** Devices whose plate, name, IMEI or account hold all words of a text; all of them for "". */
export function findDevices(directory: Directory, text: string): Device[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean);
  const found: Device[] = [];
  for (let slot = 0; slot < directory.size; slot += 1) {
    const device = directory.device(slot);
    if (device === null) continue;
    const hay = `${device.plate}\n${device.name}\n${device.imei}\n${device.account}`.toLowerCase();
    if (words.every((word) => hay.includes(word))) found.push(device);
  }
  return found;
}
