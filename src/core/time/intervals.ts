/** Algebra of half-open spans. `Sorted` input and output is ascending and without overlap or touch, as `union` gives it. */
import type { Instant, Span } from './types.ts';

/** Ascending spans that neither overlap nor touch; empty ones are dropped. */
export function union(spans: Iterable<Span>): Span[] {
  const ascending = [...spans].filter((span) => span.start < span.end).sort((a, b) => a.start - b.start);
  const joined: Span[] = [];
  for (const span of ascending) {
    const last = joined.at(-1);
    if (last === undefined || span.start > last.end) joined.push({ start: span.start, end: span.end });
    else if (span.end > last.end) joined[joined.length - 1] = { start: last.start, end: span.end };
  }
  return joined;
}

/** What lies in both; both as `union` gives them. */
export function intersect(left: readonly Span[], right: readonly Span[]): Span[] {
  const both: Span[] = [];
  let i = 0;
  let j = 0;
  for (;;) {
    const a = left[i];
    const b = right[j];
    if (a === undefined || b === undefined) return both;
    const start = Math.max(a.start, b.start);
    const end = Math.min(a.end, b.end);
    if (start < end) both.push({ start, end });
    if (a.end < b.end) i++;
    else j++;
  }
}

/** What lies in `spans` and not in `taken`; both as `union` gives them. */
export function subtract(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let first = 0;
  for (const span of spans) {
    while ((taken[first]?.end ?? Number.POSITIVE_INFINITY) <= span.start) first++;
    let start = span.start;
    for (let i = first; ; i++) {
      const hole = taken[i];
      if (hole === undefined || hole.start >= span.end) break;
      if (hole.start > start) left.push({ start, end: hole.start });
      start = hole.end;
    }
    if (start < span.end) left.push({ start, end: span.end });
  }
  return left;
}

/** Each span with room before and after it; what then overlaps or touches is one. */
export const pad = (spans: readonly Span[], before: number, after: number): Span[] =>
  union(spans.map((span) => ({ start: span.start - before, end: span.end + after })));

/** Whether [start, end) lies within one of the spans, which are as `union` gives them. */
export function covers(spans: readonly Span[], start: Instant, end: Instant): boolean {
  let low = 0;
  for (let high = spans.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) > start) high = middle;
    else low = middle + 1;
  }
  const span = spans[low];
  return span !== undefined && span.start <= start && end <= span.end;
}
