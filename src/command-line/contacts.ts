import { foldName } from '../core/people/merging.ts';
import { parsePhone } from '../core/people/phones.ts';
import { localeOf } from '../core/people/service.ts';
import { type Identity, LOCALES } from '../core/people/types.ts';
import { checkZone } from '../core/time/zones.ts';
import { type Desk, operatorOf } from './command.ts';
import type { Importer } from './import.ts';
import { ADDRESS } from './members.ts';

type Cells = Parameters<Importer['check']>[0];

/** How they are reached, or what is wrong with it. */
function addressesOf(cells: Cells): { readonly identities: readonly Identity[]; readonly problems: readonly string[] } {
  const [phone, email] = [cells('phone'), cells('email').toLowerCase()];
  const number = phone === '' ? undefined : parsePhone(phone, undefined);
  const problems = [
    ...(phone === '' && email === '' ? ['has neither phone nor email: one of them is needed'] : []),
    ...(number?.ok === false ? ['phone must be a number with its country code, such as +14155550123'] : []),
    ...(email === '' || ADDRESS.test(email) ? [] : ['email must be a mail address such as maria@example.com']),
  ];
  const identities: readonly Identity[] = [
    ...(number?.ok ? [{ channel: 'sms', address: number.value } as const] : []),
    ...(email === '' ? [] : [{ channel: 'email', address: email } as const]),
  ];
  return { identities, problems };
}

/** Under the same name and one of the same addresses: the same person. Another name is another of the family. */
async function isKnown(
  organisationId: Parameters<Desk['people']['known']>[0],
  name: string,
  identities: readonly Identity[],
  { people }: Desk,
): Promise<boolean> {
  const known = await Promise.all(identities.map((identity) => people.known(organisationId, identity)));
  return known.flat().some((contact) => contact.name !== undefined && foldName(contact.name) === foldName(name));
}

export const contacts: Importer = {
  kind: 'contacts',
  required: ['name'],
  // `consent`: the words in which they allowed us to write to them about their visits.
  optional: ['phone', 'email', 'language', 'zone', 'consent'],
  key: (cells) => [foldName(cells('name')), cells('phone'), cells('email').toLowerCase()].join(' '),
  async check(cells, organisation, desk) {
    const { identities, problems: wrong } = addressesOf(cells);
    const zone = checkZone(cells('zone') || organisation.zone);
    const language = cells('language') || organisation.language;
    const isSpoken = cells('language') === '' || LOCALES.some((locale) => locale === language.slice(0, 2));
    const problems = [
      ...wrong,
      ...(zone.ok ? [] : [`zone ${zone.detail.message}`]),
      ...(isSpoken ? [] : [`language must be one of ${LOCALES.join(', ')}`]),
    ];
    if (problems.length > 0 || !zone.ok) return { problems };
    const [name, words] = [cells('name'), cells('consent')];
    return {
      async apply() {
        if (await isKnown(organisation.id, name, identities, desk)) return 'already there';
        const { actor } = operatorOf(organisation);
        const terms = { name, locale: localeOf(language), zone: zone.value, identities };
        const { id } = await desk.people.add(organisation.id, terms, actor);
        if (words === '') return 'added';
        for (const { channel } of identities) {
          const entry = { channel, purpose: 'care', given: true, source: 'import', words } as const;
          await desk.people.recordConsent(organisation.id, id, entry, actor);
        }
        return 'added';
      },
    };
  },
};
