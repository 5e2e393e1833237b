import { randomUUID } from 'node:crypto';
import { Administration } from '../administration/administration.ts';
import type { Accounts } from '../administration/accounts.ts';
import type { AccountNode } from '../contract/account.ts';
import type { Table } from '../contract/administration.ts';
import type { AuditEntry, AuditRow } from '../contract/audit.ts';
import type { BlastRadius } from '../contract/job.ts';
import type { Result } from '../contract/result.ts';
import type { FleetService } from '../fleet/service.ts';
import { OpenApiClient } from '../openapi/client.ts';
import type { Fetch } from '../openapi/transport.ts';
import { nothingKnown, type BlastRules } from './jobs.ts';

export interface AdministrationNeeds {
  readonly api: OpenApiClient;
  readonly fleet: FleetService;
  readonly account: string;
  /** Base address, for trial sign-ins. */
  readonly server: string;
  readonly session: () => { readonly server: string; readonly account: string };
  readonly who: () => string;
  readonly fetch: Fetch;
  readonly readTable: (path: string) => Promise<Result<Table>>;
  readonly audit: (entry: AuditEntry) => Result<unknown>;
  readonly deedsOn: (account: string) => Result<readonly AuditRow[]>;
}

/** Blocks, passwords and messages of one signed-in account. */
export function composeAdministration(needs: AdministrationNeeds): Administration {
  const { fleet, account, server, fetch } = needs;
  return new Administration({
    ...needs,
    accounts: knownAccounts(fleet, account),
    now: () => Date.now(),
    newId: () => randomUUID(),
    // As a day that every customer reads the same way, by the calendar of this computer.
    formatDate: (time) => new Intl.DateTimeFormat('sv-SE').format(time * 1_000),
    onBlocked: (name, blocked) => {
      fleet.noteBlocked(name, blocked);
    },
    trySignIn: async (name, digest) => {
      const trial = new OpenApiClient({ base: server, account: name, passwordDigest: digest, fetch });
      const answer = await trial.signIn();
      trial.close();
      return answer;
    },
  });
}

/** Milliseconds for which it is taken as known whether the tree is complete: asked per row of a plan. */
const COMPLETE_FOR = 1_000;

/** The tree and directory as administration sees them. */
function knownAccounts(fleet: FleetService, account: string): Accounts {
  let judged = { at: 0, complete: false };
  const find = (name: string): AccountNode | null => fleet.accountsOf([name], false)[0] ?? null;
  return {
    root: () => account,
    find,
    all: () => fleet.tree(),
    devicesOf: (name) => fleet.devicesOf({ accounts: [name], withBelow: false, devices: [] }),
    isComplete: () => {
      const now = Date.now();
      if (now - judged.at > COMPLETE_FOR) {
        const { state, failures } = fleet.progress();
        const whole = state === 'done' && failures === 0;
        judged = { at: now, complete: whole && !fleet.tree().some((node) => node.childrenMayBeCut) };
      }
      return judged.complete;
    },
  };
}

/** What the blast radius asks of the fleet. */
export type TouchedFleet = Pick<
  FleetService,
  'slotsOf' | 'accountsOf' | 'devicesOf' | 'listsRead' | 'listsSettled' | 'movingAmong'
>;

/**
 * Whom a change of accounts touches: who is blocked takes everybody below and every vehicle of theirs along. What a
 * job does to vehicles themselves is told by its rows; only their open alarms are asked for here.
 *
 * @param openAlarms how many of these devices have an alarm that nobody has closed; null when it is not known
 */
export function accountBlast(
  fleet: TouchedFleet,
  administration: Pick<Administration, 'accountsBelow'>,
  openAlarms: (imeis: readonly string[]) => number | null,
): BlastRules {
  const radius = (targets: readonly string[], withBelow: boolean): BlastRadius => {
    const scope = { accounts: [...targets], withBelow, devices: [] };
    const slots = fleet.slotsOf(scope);
    const touched = fleet.accountsOf(targets, withBelow);
    const unread = touched.filter(
      ({ account, childrenMayBeCut, devicesMayBeCut }) =>
        !fleet.listsRead(account) || devicesMayBeCut || (withBelow && childrenMayBeCut),
    ).length;
    const loading = !fleet.listsSettled;
    return {
      ...(loading || unread > 0 ? { tooLow: { loading, unread } } : {}),
      accountsBelow: withBelow ? administration.accountsBelow(targets) : null,
      vehicles: slots.length,
      vehiclesMoving: fleet.movingAmong(slots),
      openAlarms: openAlarms(fleet.devicesOf(scope).map(({ imei }) => imei)),
    };
  };
  return {
    block: (targets) => radius(targets, true),
    unblock: (targets) => radius(targets, true),
    password: (targets) => radius(targets, false),
    command: (targets) => ({ ...nothingKnown, openAlarms: openAlarms(targets) }),
  };
}
