import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import type { CardLink, CardLinks } from '../../core/conversations/types.ts';
import { nativeCollection } from '../connection.ts';
import { type CardLinkDocument, cardLinkModel } from '../models/conversation.ts';
import { bindModel } from '../models/definition.ts';
import { createScope, requireOrganisation } from '../scope.ts';
import { insertsTogether } from '../together.ts';

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
  const insert = insertsTogether<CardLinkDocument>(nativeCollection(connection, cardLinkModel));
  return {
    async codeOf({ organisationId, conversationId, subject }) {
      const card = `${conversationId}/${subject.kind}/${subject.id}`;
      const code = randomBytes(BYTES).toString('base64url');
      // Most cards are new, so it is made first and looked for where there was one.
      const own = { organisationId: requireOrganisation(organisationId), conversationId };
      if (await insert({ _id: code, ...own, card, subject })) return code;
      return (await createScope(model, organisationId).findOne({ card }))?._id ?? code;
    },
    async find(code) {
      const found = await model.findOne({ _id: code }).lean<CardLinkDocument>();
      return found ? linkOf(found) : undefined;
    },
  };
}
