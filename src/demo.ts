import type { Organisations } from './core/organisations/types.ts';

/** So that a first start has something to look at. An organisation that is there, of whatever name, is left alone. */
export async function seedDemo(organisations: Organisations): Promise<void> {
  const { items } = await organisations.list({ limit: 1 });
  if (items.length > 0) return;
  // Of two processes that start at once, one is refused the slug; the demo is there either way.
  await organisations.create(
    { slug: 'harbour-clinic', name: 'Harbour Clinic', zone: 'America/New_York', language: 'en' },
    { kind: 'system', channel: 'system' },
  );
}
