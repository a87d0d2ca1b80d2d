import { createHash } from 'node:crypto';
import type { Connection } from 'mongoose';
import {
  ANSWERS_KEPT_FOR,
  type Beginning,
  CALL_ENDS_WITHIN,
  type KeptAnswer,
  type KeptAnswers,
  type KeyedCall,
} from '../core/answers/types.ts';
import { Fault } from '../core/fault.ts';
import type { Clock, Ids, SecretKeyRing } from '../core/ports.ts';
import { duplicateIndex } from './connection.ts';
import { bindModel } from './models/definition.ts';
import { type KeptAnswerDocument, keptAnswerModel } from './models/kept-answer.ts';
import { createScope } from './scope.ts';
import { lock, openRing, unlock } from './seal.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly keys: SecretKeyRing;
  readonly ids: Ids;
}

/** The organisation is part of it, for the id is unique over all of them. */
const idOf = ({ organisationId, caller, key }: KeyedCall): string =>
  createHash('sha256')
    .update(JSON.stringify([organisationId, caller, key]))
    .digest('base64url');

export function createKeptAnswers({ connection, clock, keys, ids }: Deps): KeptAnswers {
  const model = bindModel(connection, keptAnswerModel);
  const ring = openRing(keys);

  const scopeOf = ({ organisationId }: KeyedCall) => createScope(model, organisationId);

  function open({ _id, keyId = '', box = '' }: KeptAnswerDocument): KeptAnswer {
    const key = ring.get(keyId);
    if (key === undefined)
      throw new Fault('misconfigured', `An answer is locked with key ${keyId}, which is not in the key ring`);
    return JSON.parse(unlock(key, Buffer.from(_id), box)) as KeptAnswer; // `finish` wrote it
  }

  /** Undefined: the document is over and gone, so that one may begin anew. */
  async function judge(found: KeptAnswerDocument, call: KeyedCall): Promise<Beginning | undefined> {
    const age = clock.now() - found.at;
    if (age >= ANSWERS_KEPT_FOR) {
      await scopeOf(call).remove({ _id: found._id, at: found.at });
      return undefined;
    }
    if (found.fingerprint !== call.fingerprint) return { kind: 'other_request' };
    if (found.state === 'answered') return { kind: 'answered', answer: open(found) };
    const isRunning = found.state === 'begun' && clock.now() - found.triedAt < CALL_ENDS_WITHIN;
    return isRunning ? { kind: 'in_progress' } : { kind: 'cut_off', triedAt: found.triedAt };
  }

  return {
    async begin(call) {
      const scope = scopeOf(call);
      const _id = idOf(call);
      for (;;) {
        try {
          const root = ids.next('turn');
          const at = clock.now();
          await scope.insert({ _id, fingerprint: call.fingerprint, state: 'begun', root, at, triedAt: at });
          return { kind: 'begun', attempt: { root, triedAt: at } };
        } catch (error) {
          if (!duplicateIndex(error)) throw error;
        }
        // Gone again where the other call was refused meanwhile: then it is our turn.
        const found = await scope.findOne({ _id });
        const beginning = found && (await judge(found, call));
        if (beginning !== undefined) return beginning;
      }
    },
    async resume(call, triedAt) {
      const now = clock.now();
      const again = await scopeOf(call).change(
        { _id: idOf(call), state: { $in: ['begun', 'failed'] }, triedAt },
        { $set: { state: 'begun', triedAt: now } },
      );
      return again === undefined ? undefined : { root: again.root, triedAt: now };
    },
    async finish(call, attempt, answer) {
      const _id = idOf(call);
      const box = lock(keys.current, Buffer.from(_id), JSON.stringify(answer));
      await scopeOf(call).change({ _id, ...attempt }, { $set: { state: 'answered', keyId: keys.current.id, box } });
    },
    async release(call, attempt) {
      await scopeOf(call).remove({ _id: idOf(call), ...attempt });
    },
    async fail(call, attempt) {
      await scopeOf(call).change({ _id: idOf(call), ...attempt, state: 'begun' }, { $set: { state: 'failed' } });
    },
  };
}
