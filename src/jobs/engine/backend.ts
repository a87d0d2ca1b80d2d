import { MongoBackend } from '@agendajs/mongo-backend';
import type { AgendaBackend, JobRepository } from 'agenda';
import type { Db } from 'mongodb';

/**
 * Agenda's own backend on our connection, with its calls to the store counted: agenda stops without waiting for those under way, and
 * closing the connection beneath them would end the process with an unhandled rejection.
 */
export function createBackend(db: Db, collection: string) {
  // Migrations make the indexes.
  const backend = new MongoBackend({ mongo: db, collection, ensureIndex: false });
  const underWay = new Set<Promise<unknown>>();

  const repository = new Proxy<JobRepository>(backend.repository, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        const call: unknown = Reflect.apply(member, target, given);
        if (!(call instanceof Promise)) return call;
        underWay.add(call);
        const forget = () => underWay.delete(call);
        call.then(forget, forget);
        return call;
      };
    },
  });

  const counted: AgendaBackend = {
    name: backend.name,
    repository,
    ownsConnection: false,
    connect: () => backend.connect(),
    disconnect: () => backend.disconnect(),
  };

  return {
    backend: counted,
    /** Resolves when no call is under way and none follows from the last ones. */
    async whenQuiet(): Promise<void> {
      do {
        await Promise.allSettled(underWay);
        await new Promise((resolve) => setImmediate(resolve));
      } while (underWay.size > 0);
    },
  };
}
