import { z } from 'zod';

/** One call: what it takes is checked in main at registration, what it gives is a type. */
export interface CallDefinition<Input extends z.ZodType, Output> {
  readonly input: Input;
  /** Only for the compiler; always undefined. */
  readonly output?: Output;
}

/** Defines a call that gives `Output`: `gives<Thing>()(inputSchema)`. */
export function gives<Output>() {
  return <Input extends z.ZodType>(input: Input): CallDefinition<Input, Output> => ({ input });
}

/** Input of a call that takes nothing. */
export const nothing = z.undefined();

/** Input of a call about one thing with an id of ours. */
export const id = z.object({ id: z.string().min(1).max(100) });

/** A feature's calls by name. */
export type CallMap = Readonly<Record<string, CallDefinition<z.ZodType, unknown>>>;

/** What a call of `Map` takes from a window, what main sees after the check, and what it gives. */
export type InputOf<Definition> = Definition extends { readonly input: infer Input extends z.ZodType }
  ? z.input<Input>
  : never;
export type ParsedOf<Definition> = Definition extends { readonly input: infer Input extends z.ZodType }
  ? z.output<Input>
  : never;
export type OutputOf<Definition> =
  Definition extends CallDefinition<z.ZodType, infer Output> ? Output : never;
