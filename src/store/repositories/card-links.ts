import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CardLink, CardLinks } from '../../core/conversations/types.ts';
import { duplicateIndex } from '../connection.ts';
import { type CardLinkDocument, cardLinkModel } from '../models/conversation.ts';
import { bindModel } from '../models/definition.ts';
import { createScope } from '../scope.ts';

/** 72 bits: nobody guesses one, and it is still short in a text message. */
const BYTES = 9;

const linkOf = ({ _id: code, organisationId, conversationId, subject }: CardLinkDocument): CardLink => ({
  code,
  organisationId,
  conversationId,
  subject,
});

export function createCardLinks({ connection }: { readonly connection: Connection }): CardLinks {
  const model = bindModel(connection, cardLinkModel);
  return {
    async codeOf({ organisationId, conversationId, subject }) {
      const scope = createScope(model, organisationId);
      const card = `${conversationId}/${subject.kind}/${subject.id}`;
      const found = await scope.findOne({ card });
      if (found) return found._id;
      const code = randomBytes(BYTES).toString('base64url');
      try {
        await scope.insert({ _id: code, conversationId, card, subject });
        return code;
      } catch (error) {
        if (duplicateIndex(error) === undefined) throw error;
        return (await scope.findOne({ card }))?._id ?? code;
      }
    },
    async find(code) {
      const found = await model.findOne({ _id: code }).lean<CardLinkDocument>();
      return found ? linkOf(found) : undefined;
    },
  };
}
