import type { Connection } from 'mongoose';
import type { Actor, DomainEvent } from '../../core/events.ts';
import type { OrganisationId } from '../../core/ids.ts';
import {
  DEFAULT_SETTINGS,
  type Organisation,
  type OrganisationChange,
  type Organisations,
} from '../../core/organisations/types.ts';
import type { Clock, Ids } from '../../core/ports.ts';
import { ok, refuse } from '../../core/result.ts';
import { readTogether } from '../../core/together.ts';
import { duplicateIndex } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { type OrganisationDocument, organisationModel } from '../models/organisation.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import type { Relay } from '../relay.ts';
import { createScope } from '../scope.ts';

interface Deps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly relay: Pick<Relay, 'staged'>;
}

const organisationOf = (document: OrganisationDocument): Organisation => ({
  id: document._id,
  slug: document.slug,
  name: document.name,
  zone: document.zone,
  language: document.language,
  createdAt: document.createdAt,
  version: document.version,
  auditDays: document.auditDays ?? DEFAULT_SETTINGS.auditDays,
  quietHours: document.quietHours ?? DEFAULT_SETTINGS.quietHours,
  holdOffers: document.holdOffers ?? DEFAULT_SETTINGS.holdOffers,
  wording: document.wording ?? DEFAULT_SETTINGS.wording,
});

/** A list of short functions that share one collection, and so longer than most. */
export function createOrganisations({ connection, clock, ids, relay }: Deps): Organisations {
  const model = bindModel(connection, organisationModel);

  const read = readTogether<OrganisationId, Organisation | undefined>(async (organisationId, ids) => {
    const document = await createScope(model, organisationId).findOne({ _id: organisationId });
    return ids.map(() => document && organisationOf(document));
  });

  const eventAbout = (organisationId: OrganisationId, actor: Actor) => ({
    id: ids.next('event'),
    organisationId,
    at: clock.now(),
    actor,
    subject: { kind: 'organisation' as const, id: organisationId },
  });

  return {
    async create({ slug, name, zone, language }, actor) {
      const id = ids.next('organisation');
      const now = clock.now();
      const created: DomainEvent = {
        ...eventAbout(id, actor),
        type: 'organisation_created',
        after: { name, zone, language },
      };
      const document = { _id: id, slug, name, zone, language, createdAt: now, version: 1 };
      try {
        await createScope(model, id).insert({ ...document, ...pendingOnInsert({ events: [created] }, now) });
      } catch (error) {
        if (duplicateIndex(error) === 'slug') return refuse('slug_taken');
        throw error;
      }
      relay.staged(id, model.collection.collectionName);
      return ok(organisationOf({ ...document, organisationId: id }));
    },
    async get(organisationId) {
      return (await read(organisationId, [organisationId])).at(0);
    },
    async bySlug(slug) {
      const document = await model.findOne({ slug }).lean<OrganisationDocument>();
      return document ? organisationOf(document) : undefined;
    },
    async change(organisationId, version, change, actor) {
      const scope = createScope(model, organisationId);
      const before = await scope.findOne({ _id: organisationId });
      if (!before) return refuse('not_found');
      const changed: DomainEvent = {
        ...eventAbout(organisationId, actor),
        type: 'organisation_changed',
        before: fieldsBefore(organisationOf(before), change),
        after: change,
      };
      const after = await scope.change(
        { _id: organisationId, version },
        { $set: change, $inc: { version: 1 }, ...pendingOnUpdate({ events: [changed] }, clock.now()) },
      );
      if (!after) return refuse('changed_meanwhile');
      relay.staged(organisationId, model.collection.collectionName);
      return ok(organisationOf(after));
    },
    async list(page) {
      const limit = pageLimit(page);
      const after = (page?.after ?? '') as OrganisationId; // a cursor of ours is the last one's id
      const documents = await model
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(limit + 1)
        .lean<OrganisationDocument[]>();
      return pageOf(documents, limit, organisationOf, ({ _id }) => _id);
    },
  };
}

/** The same fields as the change has, as they were. */
function fieldsBefore(before: Organisation, change: OrganisationChange): OrganisationChange {
  return {
    ...(change.name === undefined ? {} : { name: before.name }),
    ...(change.zone === undefined ? {} : { zone: before.zone }),
    ...(change.language === undefined ? {} : { language: before.language }),
    ...(change.auditDays === undefined ? {} : { auditDays: before.auditDays }),
    ...(change.quietHours === undefined ? {} : { quietHours: before.quietHours }),
    ...(change.holdOffers === undefined ? {} : { holdOffers: before.holdOffers }),
    ...(change.wording === undefined ? {} : { wording: before.wording }),
  };
}
