import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type RetryPolicy, stepAfterLookup, stepAfterSend, waitAfter } from '../../../../src/core/delivery/rules.ts';
import { DAY, HOUR } from '../../../../src/core/time/types.ts';

const policy: RetryPolicy = { firstWait: 1_000, factor: 2, longestWait: 60_000, limit: 5 };
const NOW = Date.parse('2026-03-02T09:00:00Z');
const facts = { attempts: 1, waitingSince: NOW, now: NOW, policy, chance: () => 0 };

describe('waiting before the next try', () => {
  test('waits grow, and chance adds up to as much again', () => {
    expect([1, 2, 3, 4].map((attempts) => waitAfter(attempts, policy, () => 0))).toEqual([500, 1_000, 2_000, 4_000]);
    expect(waitAfter(1, policy, () => 0.5)).toBe(750);
  });

  test('after the last try there is no next one', () => {
    expect(waitAfter(5, policy, () => 0)).toBeUndefined();
  });

  test('a wait is never longer than the longest, whatever the policy', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
        const wait = waitAfter(attempts, { ...policy, limit: 1_000 }, () => chance);
        expect(wait).toBeGreaterThanOrEqual(500);
        expect(wait).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

describe('after an answer of the provider', () => {
  test('a refusal for good is not tried again', () => {
    const step = stepAfterSend({ kind: 'refused', reason: 'no such number', permanent: true }, facts);
    expect(step).toEqual({ kind: 'dead', reason: 'no such number', outcomeKnown: true, attempts: 1 });
  });

  test('a provider that says when to come back is obeyed, and the try does not count', () => {
    const step = stepAfterSend({ kind: 'refused', reason: 'too fast', permanent: false, retryAfter: 90_000 }, facts);
    expect(step).toEqual({ kind: 'wait', reason: 'too fast', outcomeKnown: true, attempts: 0, until: NOW + 90_000 });
  });

  test('a provider that asks for a week gets six hours', () => {
    const step = stepAfterSend({ kind: 'refused', reason: 'later', permanent: false, retryAfter: 7 * DAY }, facts);
    expect(step).toMatchObject({ kind: 'wait', until: NOW + 6 * HOUR });
  });

  test('after a day of being told to slow down the tries count again', () => {
    const late = { ...facts, attempts: 5, waitingSince: NOW - DAY };
    const step = stepAfterSend({ kind: 'refused', reason: 'too fast', permanent: false, retryAfter: 1_000 }, late);
    expect(step.kind).toBe('dead');
  });

  test('silence leaves the outcome open, so that the provider is asked first', () => {
    const step = stepAfterSend({ kind: 'unknown', reason: 'no answer' }, facts);
    expect(step).toMatchObject({ kind: 'wait', outcomeKnown: false, until: NOW + 500 });
  });
});

describe('after a look-up', () => {
  test('what the provider knows was sent is not sent again', () => {
    expect(stepAfterLookup({ kind: 'found', providerId: 'p1' }, { attempts: 1 })).toEqual({
      kind: 'sent',
      providerId: 'p1',
    });
  });

  test('where nobody can tell, the message itself says whether losing it is worse than saying it twice', () => {
    expect(stepAfterLookup({ kind: 'cannot_tell' }, { attempts: 1, ifUnknown: 'send_again' })).toEqual({
      kind: 'send',
    });
    expect(stepAfterLookup({ kind: 'cannot_tell' }, { attempts: 1, ifUnknown: 'give_up' })).toMatchObject({
      kind: 'dead',
      outcomeKnown: false,
    });
  });
});
