/** The value as it can be stored: BSON would keep an absent field as null, and null is not absent. */
export function withoutAbsent<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutAbsent) as Value; // the same array, item by item
  if (typeof value !== 'object' || value === null) return value;
  const present = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(present.map(([name, field]) => [name, withoutAbsent(field)])) as Value; // the same fields
}
