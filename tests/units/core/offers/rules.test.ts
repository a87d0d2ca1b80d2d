import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chainOf, expiryOf, hasExpired, moveOffer, type OfferMove } from '../../../../src/core/offers/rules.ts';
import type { Decision, Offer, OfferId, OfferOption } from '../../../../src/core/offers/types.ts';
import { HOUR, MINUTE } from '../../../../src/core/time/types.ts';

const T0 = Date.UTC(2026, 2, 2, 15);
const option = (start: number): OfferOption => ({
  start,
  end: start + 30 * MINUTE,
  hostId: 'mem_1' as OfferOption['hostId'],
});
const offer = (more: Partial<Offer> = {}): Offer =>
  ({
    id: 'ofr_1',
    organisationId: 'org_1',
    conversationId: 'cnv_1',
    contactId: 'con_1',
    serviceId: 'svc_1',
    memberId: 'mem_1',
    kind: 'offer',
    from: 'organisation',
    options: [option(T0 + 72 * HOUR), option(T0 + 73 * HOUR)],
    wishes: [],
    hold: 'none',
    offeredAt: T0,
    expiresAt: T0 + 48 * HOUR,
    state: { kind: 'pending' },
    ...more,
  }) as Offer; // plain strings stand for the branded ids of a test
const by = (side: Decision['by'], cause = 'trn_1', at = T0 + HOUR): Decision => ({ by: side, at, cause });
const accept = (n: number, cause?: string): OfferMove => ({
  kind: 'accept',
  option: n,
  decision: by('contact', cause),
});

describe('when an offer expires', () => {
  test('48 hours after it was made', () => expect(expiryOf(T0, [T0 + 72 * HOUR])).toBe(T0 + 48 * HOUR));
  test('or 2 hours before the first option, whichever is sooner', () =>
    expect(expiryOf(T0, [T0 + 30 * HOUR, T0 + 20 * HOUR])).toBe(T0 + 18 * HOUR));
  test('times offered on short notice stay open for a quarter of an hour', () =>
    expect(expiryOf(T0, [T0 + HOUR])).toBe(T0 + 15 * MINUTE));
  test('and never past the start of the first option', () =>
    expect(expiryOf(T0, [T0 + 5 * MINUTE])).toBe(T0 + 5 * MINUTE));
  test('time decides, even before the sweep has written it down', () => {
    expect(hasExpired(offer(), T0 + 48 * HOUR)).toBe(true);
    expect(moveOffer(offer(), { kind: 'accept', option: 1, decision: by('contact', 't', T0 + 48 * HOUR) })).toEqual({
      ok: false,
      reason: 'expired',
    });
  });
});

describe('what may become of an offer', () => {
  test('it is accepted with one of its options', () =>
    expect(moveOffer(offer(), accept(2))).toMatchObject({
      value: { offer: { state: { kind: 'accepted', option: 2 } } },
    }));

  test.each([0, 3, 1.5, -1, Number.NaN])('option %p does not exist', (n) =>
    expect(moveOffer(offer(), accept(n))).toEqual({ ok: false, reason: 'no_such_option' }),
  );

  test('accepting twice is answered the same, from another device too', () => {
    const first = moveOffer(offer(), accept(1));
    const accepted = first.ok ? first.value.offer : offer();
    expect(moveOffer(accepted, accept(1, 'trn_2'))).toEqual({ ok: true, value: { offer: accepted, again: true } });
  });

  test('another option of an accepted offer is refused', () => {
    const first = moveOffer(offer(), accept(1));
    expect(moveOffer(first.ok ? first.value.offer : offer(), accept(2))).toEqual({
      ok: false,
      reason: 'already_accepted',
    });
  });

  test('nobody answers an offer of their own side, and only the side that made it withdraws it', () => {
    const own: OfferMove = { kind: 'accept', option: 1, decision: by('organisation') };
    expect(moveOffer(offer(), own)).toEqual({ ok: false, reason: 'not_yours_to_answer' });
    expect(moveOffer(offer(), { kind: 'cancel', decision: by('contact') })).toEqual({
      ok: false,
      reason: 'not_yours_to_answer',
    });
    expect(moveOffer(offer(), { kind: 'cancel', decision: by('organisation') })).toMatchObject({ ok: true });
  });

  test('it does not expire before its time', () =>
    expect(moveOffer(offer(), { kind: 'expire', decision: by('organisation') })).toEqual({
      ok: false,
      reason: 'not_due',
    }));

  test('a decided offer is never decided differently, whatever comes after it', () => {
    const anyMove = fc.oneof(
      fc.record({ kind: fc.constant('accept' as const), option: fc.integer({ min: -1, max: 4 }) }),
      fc.record({ kind: fc.constant('decline' as const) }),
      fc.record({ kind: fc.constant('counter' as const), counterId: fc.constantFrom('ofr_2', 'ofr_3') }),
      fc.record({ kind: fc.constant('expire' as const) }),
      fc.record({ kind: fc.constant('cancel' as const) }),
    );
    const decision = fc.record({
      by: fc.constantFrom('organisation' as const, 'contact' as const),
      at: fc.integer({ min: T0, max: T0 + 60 * HOUR }),
      cause: fc.constantFrom('trn_1', 'trn_2'),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(anyMove, decision), { maxLength: 12 }), (moves) => {
        let current = offer();
        let decidedAs: Offer['state'] | undefined;
        for (const [move, made] of moves) {
          const result = moveOffer(current, { ...move, decision: made } as OfferMove); // the generators build its members
          if (!result.ok) continue;
          if (decidedAs !== undefined) expect(result.value).toEqual({ offer: current, again: true });
          current = result.value.offer;
          if (current.state.kind !== 'pending') decidedAs ??= current.state;
          if (decidedAs !== undefined) expect(current.state).toEqual(decidedAs);
        }
      }),
    );
  });
});

describe('counter-offers', () => {
  test('the one that was countered can no longer be accepted, and the chain is visible', () => {
    const countered = moveOffer(offer(), { kind: 'counter', counterId: 'ofr_2' as OfferId, decision: by('contact') });
    if (!countered.ok) throw new Error('the counter-offer was refused');
    expect(moveOffer(countered.value.offer, accept(1))).toEqual({ ok: false, reason: 'already_countered' });
    const made = offer({ id: 'ofr_2' as OfferId, kind: 'counter_offer', answers: 'ofr_1' as OfferId, from: 'contact' });
    expect(chainOf([made, countered.value.offer], made.id).map(({ id }) => id)).toEqual(['ofr_1', 'ofr_2']);
  });

  test('a damaged chain that points back at itself still ends', () => {
    const a = offer({ id: 'a' as OfferId, answers: 'b' as OfferId });
    const b = offer({ id: 'b' as OfferId, answers: 'a' as OfferId });
    expect(chainOf([a, b], a.id)).toHaveLength(2);
  });
});
