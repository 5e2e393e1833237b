import type { AccountNode } from '../contract/account.ts';
import type { Device } from '../contract/device.ts';
import type { Result } from '../contract/result.ts';
import type { Archive, Connection } from './database.ts';
import { attempt } from './failure.ts';
import * as row from './row.ts';

const roles = ['distributor', 'endUser', 'virtual'] as const;

/** A device and the account in whose list it stood. */
export interface ListedDevice {
  readonly listedIn: string;
  readonly device: Device;
}

/** A page of the cache; `next` is where the following one begins, null at the end. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: number | null;
}

const ACCOUNT_COLUMNS = `account, parent, depth, user_name, role, blocked, email, mobile, telephone, create_time,
  device_count, children_may_be_cut, devices_may_be_cut, extra`;
const DEVICE_COLUMNS = `imei, listed_in, account, name, type, plate, sim, iccid, online_time, activated_time,
  platform_due_time, user_due_time, extra`;

const places = (count: number): string => Array<string>(count).fill('?').join(', ');
const updates = (columns: string): string =>
  columns
    .split(',')
    .slice(1)
    .map((name) => `${name.trim()} = excluded.${name.trim()}`)
    .join(', ');

const PUT_ACCOUNT = `INSERT INTO account (${ACCOUNT_COLUMNS}) VALUES (${places(14)})
  ON CONFLICT (account) DO UPDATE SET ${updates(ACCOUNT_COLUMNS)}`;
const PUT_DEVICE = `INSERT INTO device (${DEVICE_COLUMNS}) VALUES (${places(13)})
  ON CONFLICT (imei) DO UPDATE SET ${updates(DEVICE_COLUMNS)}`;

const LOADED_AT = 'directory.loadedAt';

/**
 * The last known accounts and devices, so that a start shows them at once. Written in small pieces while the tree
 * loads; read back page by page, so that neither stalls main.
 */
export class DirectoryStore {
  readonly #connection: Connection;

  constructor(archive: Archive) {
    this.#connection = archive.quick;
  }

  /** Adds accounts or writes them over; a failure of a node is not kept, it belongs to one load. */
  putAccounts(nodes: readonly AccountNode[]): Result<null> {
    return this.#write(() => {
      const statement = this.#connection.statement(PUT_ACCOUNT);
      for (const node of nodes) {
        statement.run(
          node.account,
          node.parent,
          node.depth,
          node.userName,
          node.role,
          row.bitOrNull(node.blocked),
          node.email,
          node.mobile,
          node.telephone,
          node.createTime,
          node.deviceCount,
          row.bit(node.childrenMayBeCut),
          row.bit(node.devicesMayBeCut),
          JSON.stringify(node.extra ?? {}),
        );
      }
    });
  }

  /** Adds devices or writes them over. */
  putDevices(devices: readonly ListedDevice[]): Result<null> {
    return this.#write(() => {
      const statement = this.#connection.statement(PUT_DEVICE);
      for (const { listedIn, device } of devices) {
        statement.run(
          device.imei,
          listedIn,
          device.account,
          device.name,
          device.type,
          device.plate,
          device.sim,
          device.iccid,
          device.onlineTime,
          device.activatedTime,
          device.platformDueTime,
          device.userDueTime,
          JSON.stringify(device.extra),
        );
      }
    });
  }

  /** Takes out what the provider no longer lists. */
  remove(accounts: readonly string[], imeis: readonly string[]): Result<null> {
    return this.#write(() => {
      const account = this.#connection.statement('DELETE FROM account WHERE account = ?');
      for (const name of accounts) account.run(name);
      const device = this.#connection.statement('DELETE FROM device WHERE imei = ?');
      for (const imei of imeis) device.run(imei);
    });
  }

  /** Accounts in the order they were first stored, which puts parents before children of a first load. */
  accounts(from: number, limit: number): Result<Page<AccountNode>> {
    return this.#page('account', ACCOUNT_COLUMNS, from, limit, accountOf);
  }

  /** Devices in the order they were first stored. */
  devices(from: number, limit: number): Result<Page<ListedDevice>> {
    return this.#page('device', DEVICE_COLUMNS, from, limit, deviceOf);
  }

  /** Unix milliseconds of the end of the last complete load; null when there was none. */
  loadedAt(): Result<number | null> {
    return attempt(() => {
      const found = row.asRow(
        this.#connection.statement('SELECT value FROM note WHERE key = ?').get(LOADED_AT),
      );
      return found === null ? null : Number(row.text(found, 0));
    });
  }

  /** Notes that a load has ended completely. */
  noteLoaded(at: number): Result<null> {
    return this.#write(() => {
      this.#connection
        .statement(
          'INSERT INTO note (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        )
        .run(LOADED_AT, String(at));
    });
  }

  #write(work: () => void): Result<null> {
    return attempt(() => {
      this.#connection.transaction(work);
      return null;
    });
  }

  #page<T>(
    table: string,
    columns: string,
    from: number,
    limit: number,
    decode: (values: row.Row) => T,
  ): Result<Page<T>> {
    return attempt(() => {
      const sql = `SELECT place, ${columns} FROM ${table} WHERE place >= ? ORDER BY place LIMIT ?`;
      const found = this.#connection.rows(sql, from, limit);
      const last = found.at(-1);
      const next = last === undefined || found.length < limit ? null : row.number(last, 0) + 1;
      return { rows: found.map(decode), next };
    });
  }
}

function accountOf(values: row.Row): AccountNode {
  return {
    account: row.text(values, 1),
    parent: row.textOrNull(values, 2),
    depth: row.number(values, 3),
    userName: row.text(values, 4),
    role: values[5] === null ? null : row.oneOf(values, 5, roles),
    blocked: row.yesOrNull(values, 6),
    email: row.text(values, 7),
    mobile: row.text(values, 8),
    telephone: row.text(values, 9),
    createTime: row.numberOrNull(values, 10),
    deviceCount: row.numberOrNull(values, 11),
    childrenMayBeCut: row.yes(values, 12),
    devicesMayBeCut: row.yes(values, 13),
    extra: row.record(values, 14),
    failure: null,
  };
}

function deviceOf(values: row.Row): ListedDevice {
  return {
    listedIn: row.text(values, 2),
    device: {
      imei: row.text(values, 1),
      account: row.text(values, 3),
      name: row.text(values, 4),
      type: row.text(values, 5),
      plate: row.text(values, 6),
      sim: row.text(values, 7),
      iccid: row.text(values, 8),
      onlineTime: row.numberOrNull(values, 9),
      activatedTime: row.numberOrNull(values, 10),
      platformDueTime: row.numberOrNull(values, 11),
      userDueTime: row.numberOrNull(values, 12),
      extra: row.record(values, 13),
    },
  };
}
