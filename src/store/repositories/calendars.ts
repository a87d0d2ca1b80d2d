import type { Connection } from 'mongoose';
import type { CalendarShelf, KeptCalendar, KeptOverride } from '../../core/calendars/types.ts';
import type { DomainEvent } from '../../core/events.ts';
import type { Instant } from '../../core/time/types.ts';
import { duplicateIndex } from '../connection.ts';
import {
  appliedDayModel,
  type CalendarDocument,
  calendarModel,
  type OverrideDocument,
  overrideModel,
} from '../models/calendar.ts';
import { bindModel } from '../models/definition.ts';
import { pageLimit, pageOf, strangeCursor } from '../pages.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { createScope } from '../scope.ts';
import type { ShelfDeps } from './shelf.ts';

const calendarOf = ({ _id, organisationId, owner, name, terms, version }: CalendarDocument): KeptCalendar => ({
  id: _id,
  organisationId,
  owner,
  name,
  ...terms,
  version,
});

const documentOf = ({ id, owner, name, zone, schedules, defaults, version }: KeptCalendar) => ({
  _id: id,
  owner,
  name,
  terms: { zone, schedules, ...(defaults ? { defaults } : {}) },
  version,
});

const overrideOf = ({ _id, organisationId, calendarId, override }: OverrideDocument): KeptOverride => ({
  id: _id,
  organisationId,
  calendarId,
  override,
});

const standing = { removedAt: { $exists: false } };

/** A cursor that names the last item's place in an order of two fields. */
function placeAfter(after: string | undefined): { to: string; _id: string } | undefined {
  if (after === undefined) return undefined;
  const [to, _id] = after.split('~');
  if (to === undefined || _id === undefined) throw strangeCursor();
  return { to, _id };
}

export function createCalendarShelf({
  connection,
  clock,
  relay,
}: ShelfDeps & { readonly connection: Connection }): CalendarShelf {
  const calendars = bindModel(connection, calendarModel);
  const overrides = bindModel(connection, overrideModel);
  const days = bindModel(connection, appliedDayModel);

  async function write(calendar: KeptCalendar, event: DomainEvent, more: { readonly removedAt?: Instant }) {
    const { terms, name, version } = documentOf(calendar);
    const written = await createScope(calendars, calendar.organisationId).change(
      { _id: calendar.id, version: version - 1, ...standing },
      { $set: { terms, name, version, ...more }, ...pendingOnUpdate({ events: [event] }, clock.now()) },
    );
    if (written !== undefined) relay.staged(calendar.organisationId, calendars.collection.collectionName);
    return written !== undefined;
  }

  return {
    async list(organisationId, owners, page) {
      const limit = pageLimit(page);
      const found = await createScope(calendars, organisationId).find(
        { owner: { $in: [...owners] }, _id: { $gt: page?.after ?? '' }, ...standing },
        { sort: { _id: 1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, calendarOf, ({ _id }) => _id);
    },
    async find(organisationId, ids) {
      return (await createScope(calendars, organisationId).find({ _id: { $in: [...ids] }, ...standing })).map(
        calendarOf,
      );
    },
    async insert(calendar, event) {
      try {
        await createScope(calendars, calendar.organisationId).insert({
          ...documentOf(calendar),
          ...pendingOnInsert({ events: [event] }, clock.now()),
        });
        relay.staged(calendar.organisationId, calendars.collection.collectionName);
        return true;
      } catch (error) {
        if (duplicateIndex(error)) return false;
        throw error;
      }
    },
    replace: (calendar, event) => write(calendar, event, {}),
    remove: (calendar, event) => write(calendar, event, { removedAt: clock.now() }),
    async overrides(organisationId, ids, { from, to }) {
      const found = await createScope(overrides, organisationId).find({
        calendarId: { $in: [...ids] },
        to: { $gte: from },
        from: { $lte: to },
        ...standing,
      });
      return found.map(overrideOf);
    },
    async listOverrides(organisationId, calendarId, page) {
      const limit = pageLimit(page);
      const place = placeAfter(page?.after);
      const found = await createScope(overrides, organisationId).find(
        {
          calendarId,
          ...standing,
          ...(place && { $or: [{ to: { $lt: place.to } }, { to: place.to, _id: { $lt: place._id } }] }),
        },
        { sort: { to: -1, _id: -1 }, limit: limit + 1 },
      );
      return pageOf(found, limit, overrideOf, ({ to, _id }) => `${to}~${_id}`);
    },
    async findOverride(organisationId, id) {
      const found = await createScope(overrides, organisationId).findOne({ _id: id, ...standing });
      return found && overrideOf(found);
    },
    async addOverride({ id, organisationId, calendarId, override }, event) {
      const { from, to } = override;
      const document = { _id: id, calendarId, from, to, override };
      const pending = pendingOnInsert({ events: [event] }, clock.now());
      await createScope(overrides, organisationId).insert({ ...document, ...pending });
      relay.staged(organisationId, overrides.collection.collectionName);
    },
    async removeOverride({ id, organisationId }, event) {
      const now = clock.now();
      const removed = await createScope(overrides, organisationId).change(
        { _id: id, ...standing },
        { $set: { removedAt: now }, ...pendingOnUpdate({ events: [event] }, now) },
      );
      if (removed !== undefined) relay.staged(organisationId, overrides.collection.collectionName);
      return removed !== undefined;
    },
    async appliedDays(organisationId, ids, { from, to }) {
      const found = await createScope(days, organisationId).find({
        calendarId: { $in: [...ids] },
        date: { $gte: from, $lte: to },
      });
      return found.map(({ calendarId, day }) => ({ calendarId, day }));
    },
    async writeDays(organisationId, calendarId, written, event) {
      if (written.length === 0) return;
      const pending = pendingOnUpdate({ events: [event] }, clock.now());
      await days.bulkWrite(
        written.map((day, index) => {
          const { date } = day.hours;
          const filter = { _id: `${calendarId}/${date}`, organisationId };
          const $set = { calendarId, date, template: day.from.template, day };
          return { updateOne: { filter, update: { $set, ...(index === 0 ? pending : {}) }, upsert: true } };
        }),
        // In order, so that no day is written without the event.
        { ordered: true },
      );
      relay.staged(organisationId, days.collection.collectionName);
    },
  };
}
