import type { CommandStore } from '../archive/command-store.ts';
import type { AuditResult } from '../contract/audit.ts';
import type { CommandPolicy, CommandRules, Signature } from '../contract/command-desk.ts';
import { fail, succeed, type Result } from '../contract/result.ts';
import type { Signers } from './signers.ts';

export interface RulesParts {
  readonly store: CommandStore;
  readonly signers: Signers;
  readonly audit: (action: string, target: string, result: AuditResult, detail: string) => void;
}

/**
 * The control room's rules for commands. While stops need two persons, changing the rules or who may sign needs the
 * second one too: else the first could do away with it alone.
 */
export class ControlRoomRules {
  readonly #parts: RulesParts;

  constructor(parts: RulesParts) {
    this.#parts = parts;
  }

  read(): Result<CommandRules> {
    const policy = this.#parts.store.policy();
    if (!policy.ok) return policy;
    const operators = this.#parts.signers.names();
    return operators.ok ? succeed({ policy: policy.value, operators: operators.value }) : operators;
  }

  /** @returns `input.invalid` when stops should need a second operator and there is none */
  async changePolicy(policy: CommandPolicy, signature: Signature | null): Promise<Result<CommandRules>> {
    const now = this.read();
    if (!now.ok) return now;
    if (policy.twoPersonStop && now.value.operators.length === 0) {
      const detail = 'Add a second operator first.';
      return fail({ code: 'input.invalid', concerns: 'twoPersonStop', detail });
    }
    return this.#change(now.value, signature, 'command.rules', JSON.stringify(policy), () =>
      Promise.resolve(this.#parts.store.putPolicy(policy)),
    );
  }

  async addOperator(name: string, pin: string, signature: Signature | null): Promise<Result<CommandRules>> {
    const now = this.read();
    if (!now.ok) return now;
    return this.#change(now.value, signature, 'command.addOperator', name, () =>
      this.#parts.signers.add(name, pin),
    );
  }

  /** @returns `input.invalid` for the last one while stops need two persons */
  async removeOperator(name: string, signature: Signature | null): Promise<Result<CommandRules>> {
    const now = this.read();
    if (!now.ok) return now;
    if (now.value.policy.twoPersonStop && now.value.operators.length <= 1) {
      const detail = 'Stops need a second operator; somebody has to be left.';
      return fail({ code: 'input.invalid', concerns: name, detail });
    }
    return this.#change(now.value, signature, 'command.removeOperator', name, () =>
      Promise.resolve(this.#parts.signers.remove(name)),
    );
  }

  async #change(
    now: CommandRules,
    signature: Signature | null,
    action: string,
    detail: string,
    change: () => Promise<Result<null>>,
  ): Promise<Result<CommandRules>> {
    const { signers, audit } = this.#parts;
    const signed = now.policy.twoPersonStop ? await signers.check(signature) : succeed('');
    if (!signed.ok) {
      audit(action, 'rules', 'refused', detail);
      return signed;
    }
    const changed = await change();
    const words = signed.value === '' ? detail : `${detail}; signed by ${signed.value}`;
    audit(action, 'rules', changed.ok ? 'done' : 'failed', words);
    return changed.ok ? this.read() : changed;
  }
}
