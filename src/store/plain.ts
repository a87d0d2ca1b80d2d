/**
 * The value as it can be stored: BSON would keep an absent field as null, and null is not absent. What has no absent
 * field is the same object again, so that long lists cost a look and no copy.
 */
export function withoutAbsent<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(withoutAbsent);
    return items.every((item, index) => item === value[index]) ? value : (items as Value); // the same list, item by item
  }
  let isSame = true;
  const fields: [string, unknown][] = [];
  for (const [name, field] of Object.entries(value)) {
    const kept = withoutAbsent(field);
    if (kept !== field || field === undefined) isSame = false;
    if (field !== undefined) fields.push([name, kept]);
  }
  return isSame ? value : (Object.fromEntries(fields) as Value); // the same fields, less those that are absent
}
