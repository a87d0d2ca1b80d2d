/** The address of somebody who works here is the way in: another one counts once it has proved itself by a mailed link. */
import type { Actor } from '../events.ts';
import type { OrganisationId } from '../ids.ts';
import type { Organisations } from '../organisations/types.ts';
import type { Clock, Mail, Tokens } from '../ports.ts';
import { type Refusal, type Result, refuse } from '../result.ts';
import { LIMIT_SPAN, LINKS_PER_HOUR } from '../sessions/rules.ts';
import type { SessionShelf } from '../sessions/types.ts';
import { DAY } from '../time/types.ts';
import type { Member, Members } from './types.ts';

/** Longer than a link to sign in: whoever changes it for a colleague does not sit before their mailbox. */
const PROOF_WORKS_FOR = DAY;

interface Parts {
  readonly shelf: Pick<SessionShelf, 'addLink' | 'countLinks' | 'useLink'>;
  readonly members: Pick<Members, 'get' | 'confirmAddress'>;
  readonly organisations: Pick<Organisations, 'get'>;
  readonly mail: Mail;
  readonly clock: Clock;
  readonly tokens: Tokens;
  /** Where the page stands that a token is handed to. */
  readonly linkTo: (token: string) => string;
}

export type LinkSpent = Refusal<'link_spent'>;

export interface AddressProof {
  /** False: so many were mailed within the hour that no more are. */
  mayAsk(member: Pick<Member, 'organisationId' | 'id'>): Promise<boolean>;
  /** Mails the link to the new address and, where it is news, word of it to the old one. */
  ask(member: Member, isNews: boolean): Promise<void>;
  confirm(token: string, from: Actor['from']): Promise<Result<Member, LinkSpent | Refusal<'taken'>>>;
}

export function createAddressProof(parts: Parts): AddressProof {
  const { shelf, members, organisations, mail, clock, tokens, linkTo } = parts;

  async function mailLink(member: Member, address: string, organisation: string): Promise<void> {
    const { id, organisationId, language } = member;
    const now = clock.now();
    const holder = { kind: 'member', id } as const;
    const token = tokens.make();
    const expiresAt = now + PROOF_WORKS_FOR;
    const tokenHash = tokens.hash(token);
    await shelf.addLink({ tokenHash, organisationId, holder, createdAt: now, expiresAt, proves: address });
    await mail.send({ to: address, ...writeProofMail(language, organisation, linkTo(token)) });
  }

  return {
    async mayAsk({ organisationId, id }) {
      const since = clock.now() - LIMIT_SPAN;
      return (await shelf.countLinks(organisationId, { kind: 'member', id }, since, 'address')) < LINKS_PER_HOUR;
    },
    async ask(member, isNews) {
      const { newEmail, email, language } = member;
      if (newEmail === undefined) return;
      const name = await nameOf(organisations, member.organisationId);
      // The old one first: whoever takes somebody's place is told on before they have it.
      if (isNews) await mail.send({ to: email, ...writeWarning(language, name, newEmail) });
      await mailLink(member, newEmail, name);
    },
    async confirm(token, from) {
      const link = await shelf.useLink(tokens.hash(token), clock.now(), 'address');
      if (link?.proves === undefined || link.holder.kind !== 'member') return refuse('link_spent');
      const { organisationId, holder, proves } = link;
      const actor: Actor = { ...holder, channel: 'page', ...(from === undefined ? {} : { from }) };
      const confirmed = await members.confirmAddress(organisationId, holder.id, proves, actor);
      if (confirmed.ok) return confirmed;
      return refuse(confirmed.reason === 'taken' ? 'taken' : 'link_spent');
    },
  };
}

const nameOf = async (organisations: Pick<Organisations, 'get'>, id: OrganisationId): Promise<string> =>
  (await organisations.get(id))?.name ?? '';

interface Words {
  readonly proof: (
    organisation: string,
    link: string,
  ) => { readonly subject: string; readonly lines: readonly string[] };
  readonly warning: (
    organisation: string,
    address: string,
  ) => { readonly subject: string; readonly lines: readonly string[] };
}

const EN: Words = {
  proof: (organisation, link) => ({
    subject: `Is this your address? (${organisation})`,
    lines: [
      `Open this link to confirm that ${organisation} may write to you at this address and that you sign in with it from now on:`,
      link,
      'It works once, for a day. If you did not ask for it, there is nothing you need to do.',
    ],
  }),
  warning: (organisation, address) => ({
    subject: `Your address at ${organisation} is about to change`,
    lines: [
      `${organisation} was asked to write to you at ${address} from now on. This takes effect once the link sent there has been opened.`,
      'If that was not you, tell whoever runs the system at once. Until then nothing changes.',
    ],
  }),
};

const WORDS: Readonly<Record<string, Words>> = {
  en: EN,
  es: {
    proof: (organisation, link) => ({
      subject: `¿Es esta su dirección? (${organisation})`,
      lines: [
        `Abra este enlace para confirmar que ${organisation} puede escribirle a esta dirección y que usted entrará con ella a partir de ahora:`,
        link,
        'Funciona una sola vez, durante un día. Si no lo pidió, no tiene que hacer nada.',
      ],
    }),
    warning: (organisation, address) => ({
      subject: `Su dirección en ${organisation} va a cambiar`,
      lines: [
        `Se pidió a ${organisation} que le escriba a ${address} a partir de ahora. Tendrá efecto cuando se abra el enlace enviado allí.`,
        'Si no fue usted, avise enseguida a quien administra el sistema. Hasta entonces no cambia nada.',
      ],
    }),
  },
  fr: {
    proof: (organisation, link) => ({
      subject: `Est-ce votre adresse ? (${organisation})`,
      lines: [
        `Ouvrez ce lien pour confirmer que ${organisation} peut désormais vous écrire à cette adresse et que vous vous connecterez avec elle :`,
        link,
        "Il fonctionne une seule fois, pendant un jour. Si vous ne l'avez pas demandé, vous n'avez rien à faire.",
      ],
    }),
    warning: (organisation, address) => ({
      subject: `Votre adresse chez ${organisation} va changer`,
      lines: [
        `On a demandé à ${organisation} de vous écrire désormais à ${address}. Cela prend effet dès que le lien envoyé là-bas est ouvert.`,
        "Si ce n'était pas vous, prévenez tout de suite la personne qui gère le système. D'ici là rien ne change.",
      ],
    }),
  },
  de: {
    proof: (organisation, link) => ({
      subject: `Ist das Ihre Adresse? (${organisation})`,
      lines: [
        `Öffnen Sie diesen Link, wenn ${organisation} Ihnen ab jetzt an diese Adresse schreiben soll und Sie sich damit anmelden sollen:`,
        link,
        'Er gilt einmal und einen Tag lang. Haben Sie ihn nicht angefordert, brauchen Sie nichts zu tun.',
      ],
    }),
    warning: (organisation, address) => ({
      subject: `Ihre Adresse bei ${organisation} soll sich ändern`,
      lines: [
        `${organisation} soll Ihnen ab jetzt an ${address} schreiben. Das gilt, sobald der Link geöffnet ist, der dorthin ging.`,
        'Waren Sie das nicht, sagen Sie es gleich denen, die das System verwalten. Bis dahin ändert sich nichts.',
      ],
    }),
  },
};

const wordsIn = (language: string): Words => WORDS[language.split('-')[0] ?? ''] ?? EN;

function writeProofMail(language: string, organisation: string, link: string) {
  const { subject, lines } = wordsIn(language).proof(organisation, link);
  return { subject, text: `${lines.join('\n\n')}\n` };
}

function writeWarning(language: string, organisation: string, address: string) {
  const { subject, lines } = wordsIn(language).warning(organisation, address);
  return { subject, text: `${lines.join('\n\n')}\n` };
}
