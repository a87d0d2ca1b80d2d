import type { Connection } from 'mongoose';
import { Fault } from '../../core/fault.ts';
import type { Holder, Session, SessionShelf } from '../../core/sessions/types.ts';
import { bindModel } from '../models/definition.ts';
import { type SessionDocument, type SignInLinkDocument, sessionModel, signInLinkModel } from '../models/session.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { createScope } from '../scope.ts';
import type { ShelfDeps } from './shelf.ts';

const fieldsOf = ({ kind, id }: Holder) => (kind === 'member' ? { memberId: id } : { contactId: id });

function holderOf({ memberId, contactId }: Pick<SignInLinkDocument, 'memberId' | 'contactId'>): Holder {
  if (memberId !== undefined) return { kind: 'member', id: memberId };
  if (contactId !== undefined) return { kind: 'contact', id: contactId };
  throw new Fault('internal', 'A session without a holder is kept');
}

const sessionOf = (document: SessionDocument): Session => ({
  id: document.sessionId,
  tokenHash: document._id,
  organisationId: document.organisationId,
  holder: holderOf(document),
  createdAt: document.createdAt,
  lastSeenAt: document.lastSeenAt,
  expiresAt: document.expiresAt,
});

const linkOf = (document: SignInLinkDocument) => ({
  tokenHash: document._id,
  organisationId: document.organisationId,
  holder: holderOf(document),
  createdAt: document.createdAt,
  expiresAt: document.expiresAt,
  proves: document.proves,
});

export function createSessionShelf({
  connection,
  clock,
  relay,
}: ShelfDeps & { readonly connection: Connection }): SessionShelf {
  const links = bindModel(connection, signInLinkModel);
  const sessions = bindModel(connection, sessionModel);

  return {
    async addLink({ tokenHash, organisationId, holder, createdAt, expiresAt, proves }) {
      const document = { _id: tokenHash, ...fieldsOf(holder), createdAt, expiresAt };
      await createScope(links, organisationId).insert(proves === undefined ? document : { ...document, proves });
    },
    async countLinks(organisationId, holder, since, what) {
      const filter = { ...fieldsOf(holder), createdAt: { $gt: since }, proves: { $exists: what === 'address' } };
      return (await createScope(links, organisationId).find(filter)).length;
    },
    async useLink(tokenHash, now, what) {
      const used = await links
        .findOneAndUpdate(
          {
            ...{ _id: tokenHash, usedAt: { $exists: false }, expiresAt: { $gt: now } },
            proves: { $exists: what === 'address' },
          },
          { $set: { usedAt: now } },
          { returnDocument: 'after' },
        )
        .lean<SignInLinkDocument>();
      return used ? linkOf(used) : undefined;
    },
    async start({ id, tokenHash, organisationId, holder, createdAt, lastSeenAt, expiresAt }, event) {
      const document = { _id: tokenHash, sessionId: id, ...fieldsOf(holder), createdAt, lastSeenAt, expiresAt };
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
