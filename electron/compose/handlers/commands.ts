import type { commandCalls } from '../../contract/calls/commands.ts';
import type { CommandKind } from '../../contract/command.ts';
import { auditQuery } from '../../contract/audit.ts';
import type { CommandJobInput, CommandRecord, Signature } from '../../contract/command-desk.ts';
import { jobOptions, type JobStatus, type Plan } from '../../contract/job.ts';
import { fail, succeed, type Result } from '../../contract/result.ts';
import type { TableSheet } from '../../contract/table.ts';
import { auditSheets } from '../../administration/audit-export.ts';
import { evidencePeriod, evidenceSheet } from '../../commands/evidence.ts';
import { jobParameters } from '../../commands/kind.ts';
import { commandSheet } from '../../commands/sheets.ts';
import type { HandlersOf } from '../../desktop/ipc.ts';
import type { CommandDesk } from '../commands.ts';
import type { SignedIn } from '../signed-in.ts';
import { dated, workbookKind } from './files.ts';
import { withServices, type HandlerNeeds } from './needs.ts';

/** Devices that a job sends to at the same time: each waits up to half a minute for its answer. */
const AT_ONCE = 16;

export function commandHandlers(needs: HandlerNeeds): HandlersOf<typeof commandCalls> {
  const withDesk = <T>(
    work: (desk: CommandDesk, services: SignedIn) => Result<T> | Promise<Result<T>>,
  ): Promise<Result<T>> =>
    withServices(needs.session, (services) =>
      services.commands === null ? fail({ code: 'archive.unavailable' }) : work(services.commands, services),
    );
  return {
    'commands.situation': ({ imei }) => withDesk(({ service }) => service.situation(imei)),
    'commands.send': (input) => withDesk(({ service }) => service.send(input)),
    'commands.confirmHeld': (input) => withDesk(({ service }) => service.confirmHeld(input)),
    'commands.cancel': ({ id }) => withDesk(({ service }) => service.cancel(id)),
    'commands.askAgain': ({ id }) => withDesk(({ service }) => service.askAgain(id)),
    'commands.page': (query) => withDesk(({ service }) => service.page(query)),
    'commands.export': (query, from) =>
      withDesk(async ({ service }, services) => {
        const target = await needs.askTarget(from, 'Commands.xlsx');
        if (target === null) return succeed(null);
        const sheet = commandSheet((page) => service.page(page), query);
        const written = await services.writeWorkbook(target, 'Commands', [sheet]);
        services.audit('command.export', target, written.ok ? 'done' : 'failed', query.text);
        return written;
      }),
    'commands.evidence': ({ id }, from) =>
      withDesk(async ({ service }, services) => {
        const found = service.find(id);
        if (!found.ok) return found;
        const record = found.value;
        const target = await needs.askSave(from, dated(`Evidence ${record.imei}`, 'xlsx'), workbookKind);
        if (target === null) return succeed(null);
        const sheets = await evidenceSheets(record, services, needs);
        if (!sheets.ok) return sheets;
        const written = await services.writeWorkbook(target, 'Evidence', sheets.value);
        const detail = `${target}: command ${id}`;
        services.audit('command.evidence', record.imei, written.ok ? 'done' : 'failed', detail);
        return written;
      }),
    'commands.rules': () => withDesk(({ rules }) => rules.read()),
    'commands.changePolicy': ({ policy, signature }) =>
      withDesk(({ rules }) => rules.changePolicy(policy, signature)),
    'commands.addOperator': ({ name, pin, signature }) =>
      withDesk(({ rules }) => rules.addOperator(name, pin, signature)),
    'commands.removeOperator': ({ name, signature }) =>
      withDesk(({ rules }) => rules.removeOperator(name, signature)),
    'commands.preview': (input) =>
      withDesk((_desk, services) =>
        services.jobs === null
          ? fail({ code: 'archive.unavailable' })
          : services.jobs.preview(planOf(input, services)),
      ),
    'commands.start': ({ hash, typed, signature }) =>
      withDesk((desk, services) => start(desk, services, hash, typed, signature)),
  };
}

/** What is known of a command, and the part of the audit that proves it. */
async function evidenceSheets(
  record: CommandRecord,
  { auditStore }: SignedIn,
  { towns }: HandlerNeeds,
): Promise<Result<readonly TableSheet[]>> {
  if (auditStore === null) return fail({ code: 'archive.unavailable' });
  const { latitude, longitude } = record.situation;
  const town = latitude === null || longitude === null ? null : await towns.nearest(latitude, longitude);
  const period = evidencePeriod(record);
  const rows = await auditStore.page(auditQuery.parse({ ...period, target: record.imei, limit: 1_000 }));
  if (!rows.ok) return rows;
  const proof = await auditSheets(auditStore, period);
  return proof.ok ? succeed([evidenceSheet(record, town, rows.value.rows), ...proof.value]) : proof;
}

async function start(
  { service, rules, kind }: CommandDesk,
  { jobs }: SignedIn,
  hash: string,
  typed: string,
  signature: Signature | null,
): Promise<Result<JobStatus>> {
  if (jobs === null) return fail({ code: 'archive.unavailable' });
  const plan = jobs.previewedPlan(hash);
  if (!plan.ok) return plan;
  const now = rules.read();
  if (!now.ok) return now;
  const stop = plan.value.parameters['command'] === 'stopEngine';
  const signed =
    stop && now.value.policy.twoPersonStop ? await service.signers.check(signature) : succeed('');
  if (!signed.ok) return signed;
  kind.authorise(plan.value, signed.value);
  const reason = String(plan.value.parameters['reason'] ?? '');
  const options = jobOptions.parse({ concurrency: AT_ONCE, stopAfterPercent: 50 });
  const started = await jobs.start({ hash, typed, reason, options, scheduledFor: null });
  if (!started.ok) kind.revoke(plan.value);
  return started;
}

function planOf(input: CommandJobInput, services: SignedIn): Plan {
  const rows = [...new Set(input.imeis)].map((target) => ({ target, data: {} }));
  const { kind } = input.command.request;
  return {
    version: 1,
    kind: 'command',
    title: `${titles[kind]}: ${rows.length} ${rows.length === 1 ? 'device' : 'devices'}`,
    ...services.jobSession(),
    createdBy: services.user,
    createdAt: Date.now(),
    parameters: jobParameters(input),
    rows,
  };
}

const titles: Readonly<Record<CommandKind, string>> = {
  stopEngine: 'Stop engine',
  restoreEngine: 'Restore engine',
  reset: 'Reset',
  lockDoor: 'Lock',
  unlockDoor: 'Unlock',
  setMileage: 'Set mileage',
};
