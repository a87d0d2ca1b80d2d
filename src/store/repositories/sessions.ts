import type { Connection } from 'mongoose';
import type { Session, SessionShelf } from '../../core/sessions/types.ts';
import { bindModel } from '../models/definition.ts';
import { type SessionDocument, type SignInLinkDocument, sessionModel, signInLinkModel } from '../models/session.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { createScope } from '../scope.ts';
import type { ShelfDeps } from './shelf.ts';

const sessionOf = (document: SessionDocument): Session => ({
  id: document.sessionId,
  tokenHash: document._id,
  organisationId: document.organisationId,
  memberId: document.memberId,
  createdAt: document.createdAt,
  lastSeenAt: document.lastSeenAt,
  expiresAt: document.expiresAt,
});

const linkOf = ({ _id, organisationId, memberId, createdAt, expiresAt }: SignInLinkDocument) => ({
  tokenHash: _id,
  organisationId,
  memberId,
  createdAt,
  expiresAt,
});

export function createSessionShelf({
  connection,
  clock,
  relay,
}: ShelfDeps & { readonly connection: Connection }): SessionShelf {
  const links = bindModel(connection, signInLinkModel);
  const sessions = bindModel(connection, sessionModel);

  return {
    async addLink({ tokenHash, organisationId, memberId, createdAt, expiresAt }) {
      await createScope(links, organisationId).insert({ _id: tokenHash, memberId, createdAt, expiresAt });
    },
    async countLinks(organisationId, memberId, since) {
      return (await createScope(links, organisationId).find({ memberId, createdAt: { $gt: since } })).length;
    },
    async useLink(tokenHash, now) {
      const used = await links
        .findOneAndUpdate(
          { _id: tokenHash, usedAt: { $exists: false }, expiresAt: { $gt: now } },
          { $set: { usedAt: now } },
          { returnDocument: 'after' },
        )
        .lean<SignInLinkDocument>();
      return used ? linkOf(used) : undefined;
    },
    async start({ id, tokenHash, organisationId, memberId, createdAt, lastSeenAt, expiresAt }, event) {
      const document = { _id: tokenHash, sessionId: id, memberId, createdAt, lastSeenAt, expiresAt };
      const pending = pendingOnInsert({ events: [event] }, clock.now());
      await createScope(sessions, organisationId).insert({ ...document, ...pending });
      relay.staged(organisationId, sessions.collection.collectionName);
    },
    async byToken(tokenHash) {
      const found = await sessions.findOne({ _id: tokenHash, endedAt: { $exists: false } }).lean<SessionDocument>();
      return found ? sessionOf(found) : undefined;
    },
    async touch({ tokenHash, organisationId }, at) {
      await createScope(sessions, organisationId).change({ _id: tokenHash }, { $max: { lastSeenAt: at } });
    },
    async end({ tokenHash, organisationId }, at, event) {
      const ended = await createScope(sessions, organisationId).change(
        { _id: tokenHash, endedAt: { $exists: false } },
        { $set: { endedAt: at }, ...pendingOnUpdate({ events: [event] }, clock.now()) },
      );
      if (ended !== undefined) relay.staged(organisationId, sessions.collection.collectionName);
      return ended !== undefined;
    },
  };
}
