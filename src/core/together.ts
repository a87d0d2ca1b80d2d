import type { OrganisationId } from './ids.ts';

/** Different things one read can carry; a longer list goes in several. */
const MOST_KEYS = 200;

interface Waiting<Key, Value> {
  readonly keys: readonly Key[];
  resolve(values: readonly Value[]): void;
  reject(error: unknown): void;
}

/**
 * Reads of single things that are asked for while one is under way for the same organisation, or in the same turn of the event
 * loop, are sent as one: a process with many people in it asks the store a few times for all of them, however many want the
 * same (`nameOf` tells which are). A read never begins before it was asked for, so nobody is told what was true earlier.
 */
export function readTogether<Key, Value>(
  readMany: (organisationId: OrganisationId, keys: readonly Key[]) => Promise<readonly Value[]>,
  nameOf: (key: Key) => unknown = (key) => key,
): (organisationId: OrganisationId, keys: readonly Key[]) => Promise<readonly Value[]> {
  const lines = new Map<OrganisationId, Waiting<Key, Value>[]>();

  async function read(organisationId: OrganisationId, batch: readonly Waiting<Key, Value>[]): Promise<void> {
    try {
      const values = await readMany(
        organisationId,
        batch.flatMap(({ keys }) => keys),
      );
      let from = 0;
      for (const { keys, resolve } of batch) {
        resolve(values.slice(from, from + keys.length));
        from += keys.length;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function takeBatch(waiting: Waiting<Key, Value>[]): readonly Waiting<Key, Value>[] {
    const names = new Set<unknown>();
    const end = waiting.findIndex(({ keys }, index) => {
      for (const key of keys) names.add(nameOf(key));
      return index > 0 && names.size > MOST_KEYS;
    });
    return waiting.splice(0, end === -1 ? waiting.length : end);
  }

  async function serve(organisationId: OrganisationId, waiting: Waiting<Key, Value>[]): Promise<void> {
    while (waiting.length > 0) await read(organisationId, takeBatch(waiting));
    lines.delete(organisationId);
  }

  return (organisationId, keys) =>
    new Promise((resolve, reject) => {
      const asked = { keys, resolve, reject };
      const line = lines.get(organisationId);
      if (line) {
        line.push(asked);
        return;
      }
      const waiting = [asked];
      lines.set(organisationId, waiting);
      setImmediate(() => void serve(organisationId, waiting));
    });
}
