/**
 * An expected outcome is a value, never an exception: the caller must look at `ok` before it can use the rest.
 * `reason` is a closed union per use-case, so that a channel can put every refusal into words.
 */
export type Ok<T> = { readonly ok: true; readonly value: T };
export type Refusal<R extends string, D = undefined> = D extends undefined
  ? { readonly ok: false; readonly reason: R }
  : { readonly ok: false; readonly reason: R; readonly detail: D };
export type Result<T, F extends { readonly ok: false; readonly reason: string }> = Ok<T> | F;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

export function refuse<R extends string>(reason: R): { readonly ok: false; readonly reason: R };
export function refuse<R extends string, D>(
  reason: R,
  detail: D,
): { readonly ok: false; readonly reason: R; readonly detail: D };
export function refuse(reason: string, detail?: unknown) {
  return detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
}
