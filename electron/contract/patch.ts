import { z } from 'zod';

/** A field without what stands in for it when it is missing or wrong. */
function bare(field: z.core.$ZodType): z.core.$ZodType {
  return field instanceof z.ZodDefault || field instanceof z.ZodPrefault || field instanceof z.ZodCatch
    ? bare(field.unwrap())
    : field;
}

/**
 * A change of some fields of what `schema` describes. Defaults and fallbacks of the fields are for old and damaged
 * files; in a change they would set fields that nobody named, or take a default for a wrong value without a word. So
 * here a field that is not named stays out, and a wrong one is refused.
 */
export function patchOf<Shape extends z.core.$ZodShape>(
  schema: z.ZodObject<Shape>,
): z.ZodType<Partial<z.output<z.ZodObject<Shape>>>, Partial<z.input<z.ZodObject<Shape>>>> {
  const fields = Object.entries(schema.shape).map(([name, field]) => [
    name,
    z.exactOptional(bare(field) as z.ZodType),
  ]);
  // The compiler cannot follow the unwrapping of each field.
  return z.object(Object.fromEntries(fields)) as unknown as ReturnType<typeof patchOf<Shape>>;
}
