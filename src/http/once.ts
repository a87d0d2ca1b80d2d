import { createHash } from 'node:crypto';
import type { CallTry, KeptAnswers, KeyedCall } from '../core/answers/types.ts';
import { Fault, type FaultCode, invalid } from '../core/fault.ts';
import type { Ids } from '../core/ports.ts';
import type { Caller } from './caller.ts';
import type { Answer, AnswerOnce, KeyedRequest, NewId } from './route.ts';

/** Faults of ours, not of the request: what was done before them is not known. */
const OURS: readonly FaultCode[] = ['internal', 'misconfigured', 'timeout', 'unavailable'];
const KEY = /^[\x21-\x7e]{1,200}$/;

const nameOf = ({ access }: Caller): string => {
  switch (access.kind) {
    case 'member':
      return access.member;
    case 'contact':
      return access.contact;
    case 'api_key':
      return access.key;
  }
};

function keyedCall({ caller, key, method, address, body }: KeyedRequest<Caller>): KeyedCall {
  if (!KEY.test(key)) throw invalid('/header/Idempotency-Key', 'must be 1 to 200 visible ASCII characters');
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([method, address, body ?? null]))
    .digest('base64url');
  return { organisationId: caller.organisationId, caller: nameOf(caller), key, fingerprint };
}

/** What a caller is told whose call may or may not have taken effect. */
const CUT_OFF =
  'The first call with this Idempotency-Key was cut off, and whether it took effect is not known: look whether it did, and if not send it again under a new key.';

const IN_PROGRESS = 'The same call is being worked on: ask again in a moment.';

interface Parts {
  readonly answers: KeptAnswers;
  readonly ids: Pick<Ids, 'derived'>;
}

/**
 * A creating call under an `Idempotency-Key` takes effect at most once. A refusal did nothing, so the key is free again; a fault
 * of ours, or a crash between the effect and the answer, leaves the call cut off. Sent again it is done again where what it makes
 * has an id that follows from the call, so that the second try finds what the first one made; elsewhere, rather than doing it
 * twice, we say so.
 */
export function createAnswerOnce({ answers, ids }: Parts): AnswerOnce<Caller> {
  async function carryOut(
    call: KeyedCall,
    run: (newId: NewId) => Promise<Answer>,
    attempt: CallTry,
    isAgain: boolean,
  ): Promise<Answer> {
    try {
      const answer = await run((kind) => ids.derived(kind, attempt.root));
      await answers.finish(call, attempt, answer);
      return answer;
    } catch (error) {
      // What an earlier try made may stand, whatever keeps this one from it: the root is not let go of.
      const wasRefused = error instanceof Fault && !OURS.includes(error.code) && !isAgain;
      await (wasRefused ? answers.release(call, attempt) : answers.fail(call, attempt));
      throw error;
    }
  }

  return async (request, run) => {
    const call = keyedCall(request);
    const beginning = await answers.begin(call);
    switch (beginning.kind) {
      case 'begun':
        return await carryOut(call, run, beginning.attempt, false);
      case 'answered': {
        const { headers, ...answer } = beginning.answer;
        return { ...answer, headers: { ...headers, 'Idempotent-Replayed': 'true' } };
      }
      case 'in_progress':
        throw new Fault('conflict', IN_PROGRESS, { retryAfter: 1 });
      case 'cut_off': {
        if (!request.isRepeatable) throw new Fault('conflict', CUT_OFF);
        const attempt = await answers.resume(call, beginning.triedAt);
        if (attempt === undefined) throw new Fault('conflict', IN_PROGRESS, { retryAfter: 1 });
        return await carryOut(call, run, attempt, true);
      }
      case 'other_request':
        throw new Fault('key_reused', 'This Idempotency-Key was sent with another body or address: use a new one.');
    }
  };
}
