import { COMMAND_QUERIES } from '../contract/command.ts';
import type { CommandRecord } from '../contract/command-desk.ts';
import { judge } from '../jobs/outcome.ts';
import type { CallOptions, OpenApi } from '../openapi/api.ts';
import { pause, type Timing } from '../openapi/timing.ts';
import { judgeText } from './device-text.ts';
import { firstEffect } from './effect.ts';
import type { CommandLog } from './log.ts';

export interface FlightParts {
  readonly api: Pick<OpenApi, 'sendCommand' | 'queryCommand'>;
  readonly timing: Timing;
  readonly log: CommandLog;
  readonly signal: AbortSignal;
}

/** Milliseconds between two questions for the answer (open-api.md 2.6). */
const QUERY_EVERY = 1_000;

/** The way of one command whose intent is on disk: sent once, then asked for once a second. Never sends again. */
export class Flight {
  readonly #parts: FlightParts;

  constructor(parts: FlightParts) {
    this.#parts = parts;
  }

  /**
   * Sends and follows a command until its end; gives how it ended.
   *
   * @param stopped aborted: it does not leave if it still waits for its turn
   */
  async send(record: CommandRecord, stopped: AbortSignal | null): Promise<CommandRecord> {
    const { api, log, timing } = this.#parts;
    const { imei, command } = record;
    const options: CallOptions = { lane: 'action', ...(stopped === null ? {} : { stopped }) };
    const sent = await api.sendCommand(imei, command.request, options);
    const at = timing.now();
    if (sent.ok) {
      const effect = firstEffect(command, record.situation);
      const taken = log.note(record.id, { state: 'waiting', commandId: sent.value, sentAt: at, effect });
      return this.follow(taken ?? record);
    }
    const { failure } = sent;
    // Whatever is not known to have been refused may have reached the vehicle.
    const judged = judge(sent).state;
    const unknown = judged === 'unknown';
    const state = unknown ? 'unknown' : judged === 'waiting' ? 'notSent' : 'refused';
    const ended = log.note(record.id, {
      state,
      failure,
      sentAt: state === 'notSent' ? null : at,
      settledAt: at,
      effect: unknown ? firstEffect(command, record.situation) : 'none',
    });
    log.audit(
      record,
      actionOf(record),
      unknown ? 'unknown' : 'failed',
      failure.provider?.message ?? failure.code,
    );
    return ended ?? { ...record, state, failure };
  }

  /** Asks for the answer of a command that the provider took, what is left of its thirty times. */
  async follow(record: CommandRecord): Promise<CommandRecord> {
    const { log, timing, signal } = this.#parts;
    let now = record;
    while (now.queries < COMMAND_QUERIES) {
      if (!(await pause(timing, QUERY_EVERY, signal))) return now;
      now = await this.ask(now);
      if (now.state !== 'waiting') return now;
    }
    const ended = log.note(now.id, { state: 'timedOut', settledAt: timing.now() });
    log.audit(now, actionOf(now), 'unknown', 'no answer from the device');
    return ended ?? now;
  }

  /** Asks once. A question that fails counts as one without an answer. */
  async ask(record: CommandRecord): Promise<CommandRecord> {
    const { api, log, timing, signal } = this.#parts;
    if (record.commandId === null) return record;
    const asked = await api.queryCommand(record.commandId, { lane: 'action', signal });
    const queries = record.queries + 1;
    if (!asked.ok || !asked.value.answered) return log.note(record.id, { queries }) ?? { ...record, queries };
    const answer = asked.value.response;
    const verdict = judgeText(answer);
    const settledAt = timing.now();
    const ended = log.note(record.id, { state: 'answered', queries, answer, verdict, settledAt });
    log.audit(record, actionOf(record), verdict === 'failure' ? 'failed' : 'done', answer);
    return ended ?? { ...record, state: 'answered', queries, answer, verdict };
  }
}

/** What the audit calls a command. */
export function actionOf({ command }: CommandRecord): string {
  return `command.${command.request.kind}`;
}
