import { z } from 'zod';
import { gives, id, nothing } from '../call.ts';
import {
  commandJobInput,
  commandPolicy,
  commandQuery,
  confirmHeldInput,
  sendCommandInput,
  signature,
  type CommandPage,
  type CommandRecord,
  type CommandRules,
  type CommandSituation,
} from '../command-desk.ts';
import { imei } from '../device.ts';
import type { JobStatus, Preview } from '../job.ts';

const operatorName = z.string().trim().min(1).max(100);
const signed = signature.nullable().default(null);

export const commandCalls = {
  /** Asks the provider how the vehicle is right now. */
  'commands.situation': gives<CommandSituation>()(z.object({ imei })),
  'commands.send': gives<CommandRecord>()(sendCommandInput),
  'commands.confirmHeld': gives<CommandRecord>()(confirmHeldInput),
  'commands.cancel': gives<CommandRecord>()(id),
  /** Asks once more for the answer of a command that timed out. */
  'commands.askAgain': gives<CommandRecord>()(id),
  'commands.page': gives<CommandPage>()(commandQuery),
  /** Writes what a query finds into a workbook; gives its path, null when the user chose no file. */
  'commands.export': gives<string | null>()(commandQuery),
  /** Writes all that is known of one command, with the audit that proves it; null when the user chose no file. */
  'commands.evidence': gives<string | null>()(id),
  'commands.rules': gives<CommandRules>()(nothing),
  'commands.changePolicy': gives<CommandRules>()(z.object({ policy: commandPolicy, signature: signed })),
  'commands.addOperator': gives<CommandRules>()(
    z.object({ name: operatorName, pin: signature.shape.pin, signature: signed }),
  ),
  'commands.removeOperator': gives<CommandRules>()(z.object({ name: operatorName, signature: signed })),
  'commands.preview': gives<Preview>()(commandJobInput),
  'commands.start': gives<JobStatus>()(
    z.object({ hash: z.string().length(64), typed: z.string().max(100), signature: signed }),
  ),
} as const;
