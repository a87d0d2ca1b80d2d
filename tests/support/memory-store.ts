import type { Service, Services } from '../../src/core/appointments/services.ts';
import type { Appointment, AppointmentChange, Appointments } from '../../src/core/appointments/types.ts';
import type { DomainEvent } from '../../src/core/events.ts';
import type { OrganisationId } from '../../src/core/ids.ts';
import type { LedgerPage, LedgerPages } from '../../src/core/ledger/types.ts';
import { nameKey } from '../../src/core/ledger/weeks.ts';
import type { Programme, Programmes } from '../../src/core/series/programmes.ts';
import { isUnfinished } from '../../src/core/series/rules.ts';
import type { Series, SeriesStore } from '../../src/core/series/types.ts';

// The store's ports over plain maps, with the same conditional writes: for tests of the domain that need no database.
// Every call waits a turn of the event loop, so that what could interleave does.

const turn = () => new Promise((resolve) => setImmediate(resolve));

export interface MemoryPages extends LedgerPages {
  readonly stored: ReadonlyMap<string, LedgerPage>;
}

export function pagesInMemory(): MemoryPages {
  const stored = new Map<string, LedgerPage>();
  return {
    stored,
    async read(organisationId, keys) {
      await turn();
      return keys.map((key) => stored.get(`${organisationId}/${nameKey(key)}`) ?? { ...key, version: 0, entries: [] });
    },
    async write(organisationId, page, entries) {
      await turn();
      const name = `${organisationId}/${nameKey(page)}`;
      if ((stored.get(name)?.version ?? 0) !== page.version) return false;
      stored.set(name, structuredClone({ ...page, entries: [...entries], version: page.version + 1 }));
      return true;
    },
    async list(organisationId, { first, last }) {
      await turn();
      const ofOrganisation = [...stored].filter(([name]) => name.startsWith(`${organisationId}/`));
      return { items: ofOrganisation.map(([, page]) => page).filter(({ week }) => week >= first && week <= last) };
    },
    async runOut(before, limit) {
      const due = [...stored].filter(([, { entries }]) =>
        entries.some(({ kind, until }) => kind === 'hold' && until !== undefined && until <= before),
      );
      // The name begins with the organisation (see write).
      return due.slice(0, limit).map(([name, { resource, week }]) => ({
        organisationId: name.split('/')[0] as OrganisationId,
        resource,
        week,
      }));
    },
  };
}

export interface MemoryAppointments extends Appointments {
  readonly events: readonly DomainEvent[];
  all(): readonly Appointment[];
}

export function appointmentsInMemory(): MemoryAppointments {
  const stored = new Map<string, Appointment>();
  const voided = new Map<string, number>();
  const events: DomainEvent[] = [];
  const nameOf = (organisationId: string, id: string) => `${organisationId}/${id}`;
  const put = ({ appointment, events: told }: AppointmentChange) => {
    stored.set(nameOf(appointment.organisationId, appointment.id), structuredClone(appointment));
    events.push(...told);
  };
  const all = () => [...stored.values()];
  return {
    events,
    all,
    async find(organisationId, id) {
      await turn();
      return stored.get(nameOf(organisationId, id));
    },
    async list(organisationId, { contactId, hostIds, serviceId, seriesId, statuses, within }) {
      await turn();
      const items = all().filter(
        (one) =>
          one.organisationId === organisationId &&
          (contactId === undefined || one.contactId === contactId) &&
          (hostIds === undefined || one.visits.some((visit) => visit.hosts.some((host) => hostIds.includes(host)))) &&
          (serviceId === undefined || one.serviceId === serviceId) &&
          (seriesId === undefined || one.series?.seriesId === seriesId) &&
          (statuses === undefined || statuses.includes(one.status)) &&
          (within === undefined || (one.start >= within.start && one.start < within.end)),
      );
      return { items: items.sort((a, b) => a.start - b.start) };
    },
    async insert(change) {
      await turn();
      const { organisationId, id, taking } = change.appointment;
      if (stored.has(nameOf(organisationId, id)) || voided.has(taking)) return false;
      put(change);
      return true;
    },
    async update(change) {
      await turn();
      const before = stored.get(nameOf(change.appointment.organisationId, change.appointment.id));
      if (before?.version !== change.appointment.version - 1) return false;
      put(change);
      return true;
    },
    async voidTaking(organisationId, id, taking, at) {
      await turn();
      if (stored.has(nameOf(organisationId, id))) return false;
      voided.set(taking, at);
      return true;
    },
    async clearVoid(before) {
      const old = [...voided].filter(([, at]) => at < before);
      for (const [taking] of old) voided.delete(taking);
      return old.length;
    },
    async fence(organisationId, id, version) {
      await turn();
      const before = stored.get(nameOf(organisationId, id));
      if (before?.version !== version) return false;
      stored.set(nameOf(organisationId, id), { ...before, version: version + 1 });
      return true;
    },
  };
}

export function seriesInMemory(): SeriesStore & { readonly events: readonly DomainEvent[]; all(): readonly Series[] } {
  const stored = new Map<string, Series>();
  const events: DomainEvent[] = [];
  const all = () => [...stored.values()];
  return {
    events,
    all,
    async find(organisationId, id) {
      await turn();
      const series = stored.get(id);
      return series?.organisationId === organisationId ? series : undefined;
    },
    async list(organisationId, { contactId, statuses }) {
      await turn();
      const items = all().filter(
        (one) =>
          one.organisationId === organisationId &&
          (contactId === undefined || one.booking.contactId === contactId) &&
          (statuses === undefined || statuses.includes(one.status)),
      );
      return { items };
    },
    async insert({ series, events: told }) {
      await turn();
      stored.set(series.id, structuredClone(series));
      events.push(...told);
    },
    async update({ series, events: told }) {
      await turn();
      if (stored.get(series.id)?.version !== series.version - 1) return false;
      stored.set(series.id, structuredClone(series));
      events.push(...told);
      return true;
    },
    async unfinished(before, limit) {
      const found = all().filter((one) => isUnfinished(one) && one.updatedAt < before);
      return found.slice(0, limit).map(({ organisationId, id }) => ({ organisationId, id }));
    },
    async open(before, limit) {
      const found = all().filter((one) => one.status === 'active' && one.end.kind === 'open' && one.madeUntil < before);
      return found.slice(0, limit).map(({ organisationId, id }) => ({ organisationId, id }));
    },
  };
}

function versioned<Item extends { readonly id: string; readonly organisationId: string; readonly version: number }>() {
  const stored = new Map<string, Item>();
  return {
    async find(organisationId: string, id: string) {
      const item = stored.get(id);
      return item?.organisationId === organisationId ? item : undefined;
    },
    list: async (organisationId: string) =>
      [...stored.values()].filter((item) => item.organisationId === organisationId),
    async write(item: Item) {
      if ((stored.get(item.id)?.version ?? 0) !== item.version - 1) return false;
      stored.set(item.id, item);
      return true;
    },
  };
}

export const servicesInMemory = (): Services => versioned<Service>();
export const programmesInMemory = (): Programmes => versioned<Programme>();
