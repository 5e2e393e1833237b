import { z } from 'zod';
import type { AccountOverview } from '../account.ts';
import {
  accountJobKinds,
  messageTemplate,
  PASSWORD_LENGTH,
  planRequest,
  type AccountEvent,
  type ExpiryPart,
  type MessageTemplate,
  type PasswordHolding,
  type PasswordSlip,
  type PasswordStrength,
  type PlanDraft,
  type PlanProblem,
} from '../administration.ts';
import { auditQuery, type AuditNames, type AuditPage, type AuditVerdict } from '../audit.ts';
import { gives, id, nothing } from '../call.ts';
import {
  jobOptions,
  jobRowQuery,
  plan,
  previewRowQuery,
  startJob,
  unknownDecision,
  type JobRow,
  type JobStatus,
  type Plan,
  type PlanComparison,
  type Preview,
  type PreviewRow,
  type RowsPage,
} from '../job.ts';

const hash = z.object({ hash: z.string().length(64) });
/** Places of rows in a plan. */
const places = z.array(z.number().int().min(0)).max(200_000);
const account = z.object({ account: z.string().min(1).max(200) });

/** Plans, jobs, passwords, messages, expiry and the audit. Every call resolves to a `Result`. */
export const administrationCalls = {
  /** A plan from a selection, a pasted list or a file; nothing is sent. */
  'plans.make': gives<PlanDraft>()(planRequest),
  /** What is wrong with the input of a draft, in the order of its lines. */
  'plans.problems': gives<RowsPage<PlanProblem>>()(
    id.extend({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(1_000) }),
  ),
  /** All of it to a workbook; gives its path, null when nothing was chosen. */
  'plans.exportProblems': gives<string | null>()(id),
  /** Asks for a file of accounts; null when nothing was chosen. */
  'plans.chooseTable': gives<string | null>()(nothing),
  /** Saves the template of a kind; gives its path, null when nothing was chosen. */
  'plans.saveTemplate': gives<string | null>()(z.object({ kind: z.enum(accountJobKinds) })),
  'plans.save': gives<string | null>()(z.object({ plan })),
  /** Asks for a plan file and opens it; null when nothing was chosen. */
  'plans.open': gives<Plan | null>()(nothing),
  'plans.compare': gives<PlanComparison>()(z.object({ first: plan, second: plan })),

  'jobs.preview': gives<Preview>()(z.object({ plan, inverseOf: z.string().max(100).nullable() })),
  'jobs.previewRows': gives<RowsPage<PreviewRow>>()(hash.extend({ query: previewRowQuery })),
  'jobs.start': gives<JobStatus>()(startJob),
  'jobs.list': gives<readonly JobStatus[]>()(nothing),
  'jobs.rows': gives<RowsPage<JobRow>>()(id.extend({ query: jobRowQuery })),
  'jobs.pause': gives<JobStatus>()(id),
  'jobs.resume': gives<JobStatus>()(id),
  'jobs.cancel': gives<JobStatus>()(id),
  'jobs.retryFailed': gives<JobStatus>()(id),
  /** `indexes` null: all rows of unknown outcome. */
  'jobs.checkUnknown': gives<JobStatus>()(id.extend({ indexes: places.nullable().default(null) })),
  'jobs.verify': gives<JobStatus>()(id),
  /** `indexes` null: all rows of unknown outcome. */
  'jobs.decide': gives<JobStatus>()(
    id.extend({
      indexes: places.nullable(),
      decision: unknownDecision,
      /** Why, for the row's note and the audit. */
      reason: z.string().max(500).default(''),
    }),
  ),
  'jobs.setOptions': gives<JobStatus>()(id.extend({ options: jobOptions })),
  /** The plan that takes back what a job did, to be previewed and confirmed. */
  'jobs.inverse': gives<Plan>()(id),
  /** Every row to a workbook; gives its path, null when nothing was chosen. */
  'jobs.export': gives<string | null>()(id),

  /** Devices, devices online and nearest due time of every account that owns a device itself. */
  'accounts.overview': gives<readonly AccountOverview[]>()(nothing),
  'accounts.history': gives<readonly AccountEvent[]>()(account),
  'accounts.expiry': gives<ExpiryPart>()(
    z.object({ account: z.string().max(200).nullable(), from: z.number().int().min(0).default(0) }),
  ),
  'accounts.exportExpiry': gives<string | null>()(z.object({ account: z.string().max(200).nullable() })),

  'passwords.strength': gives<PasswordStrength>()(
    z.discriminatedUnion('of', [
      z.object({
        of: z.literal('generated'),
        length: z.number().int().min(PASSWORD_LENGTH.min).max(PASSWORD_LENGTH.max),
      }),
      z.object({ of: z.literal('typed'), password: z.string().max(PASSWORD_LENGTH.max) }),
    ]),
  ),
  'passwords.holding': gives<PasswordHolding>()(id),
  /** Shows the new passwords in clear, on purpose; noted in the audit. */
  'passwords.show': gives<readonly PasswordSlip[]>()(id),
  'passwords.export': gives<string | null>()(id.extend({ as: z.enum(['xlsx', 'pdf']) })),
  /** A plan that sets new passwords for those whose last one is lost. */
  'passwords.planLost': gives<PlanDraft>()(id),
  'passwords.forget': gives<null>()(id),
  /** Supplies typed passwords again after a restart; gives how many are still missing. */
  'passwords.supply': gives<number>()(
    id.extend({
      from: z.union([
        z.object({ password: z.string().min(1).max(PASSWORD_LENGTH.max) }),
        z.object({ path: z.string().min(1).max(4_000) }),
      ]),
    }),
  ),
  /** Signs in as the customer to try a new password, which ends that customer's own session. */
  'passwords.trial': gives<null>()(id.extend(account.shape)),

  /** Sends a message to the signed-in account alone; gives the text as it was sent. */
  'messages.toMyself': gives<string>()(z.object({ content: z.string().min(1).max(2_000) })),
  'messages.templates': gives<readonly MessageTemplate[]>()(nothing),
  'messages.saveTemplate': gives<readonly MessageTemplate[]>()(messageTemplate),
  'messages.removeTemplate': gives<readonly MessageTemplate[]>()(id),

  'audit.page': gives<AuditPage>()(auditQuery),
  /** Every user and action that has a row, for filters. */
  'audit.names': gives<AuditNames>()(nothing),
  'audit.verify': gives<AuditVerdict>()(nothing),
  'audit.export': gives<string | null>()(
    z.object({ begin: z.number().int().nullable(), end: z.number().int().nullable() }),
  ),
} as const;
