import type { WatchdeskBridge } from '../../electron/contract/bridge.ts';
import type { CallInput, CallName, CallOutput } from '../../electron/contract/calls.ts';
import type { Result } from '../../electron/contract/result.ts';
import { fail } from '../../electron/contract/result.ts';

declare global {
  interface Window {
    /** Put there by the preload, before any script of the page runs. */
    readonly watchdesk: WatchdeskBridge;
  }
}

type Input<Name extends CallName> = undefined extends CallInput<Name> ? [] : [input: CallInput<Name>];

/**
 * Calls main by a name of the contract. Always resolves: an expected failure is a `Failure` value, and a rejection
 * (a bug on the way) becomes the failure `internal`, so that no caller needs a `catch`.
 */
export async function call<Name extends CallName>(
  name: Name,
  ...input: Input<Name>
): Promise<Result<CallOutput<Name>>> {
  try {
    return await window.watchdesk.call(name, input[0] as CallInput<Name>);
  } catch (error) {
    return fail({ code: 'internal', detail: error instanceof Error ? error.message : String(error) });
  }
}
