import { DAY, HOUR, type Instant, MINUTE } from '../time/types.ts';
import type { Session } from './types.ts';

export const LINK_WORKS_FOR = 15 * MINUTE;
/** Mails to one person within the hour; more of them help nobody but a pest. */
export const LINKS_PER_HOUR = 5;
export const LIMIT_SPAN = HOUR;
export const SESSION_LASTS = 30 * DAY;
const IDLE_LIMIT = 7 * DAY;
/** How exactly the last use is known: a write for every request would tell nobody more. */
export const SEEN_WITHIN = 5 * MINUTE;

export const isAlive = ({ lastSeenAt, expiresAt }: Session, now: Instant): boolean =>
  now < expiresAt && now < lastSeenAt + IDLE_LIMIT;

interface Words {
  readonly subject: (organisation: string) => string;
  readonly text: (organisation: string, link: string) => readonly string[];
}

const WORDS: Readonly<Record<string, Words>> = {
  en: {
    subject: (organisation) => `Sign in to ${organisation}`,
    text: (organisation, link) => [
      `Open this link to sign in to ${organisation}:`,
      link,
      'It works once, for 15 minutes. If you did not ask for it, there is nothing you need to do.',
    ],
  },
  es: {
    subject: (organisation) => `Acceso a ${organisation}`,
    text: (organisation, link) => [
      `Abra este enlace para entrar en ${organisation}:`,
      link,
      'Funciona una sola vez, durante 15 minutos. Si no lo pidió, no tiene que hacer nada.',
    ],
  },
  fr: {
    subject: (organisation) => `Connexion à ${organisation}`,
    text: (organisation, link) => [
      `Ouvrez ce lien pour vous connecter à ${organisation} :`,
      link,
      "Il fonctionne une seule fois, pendant 15 minutes. Si vous ne l'avez pas demandé, vous n'avez rien à faire.",
    ],
  },
  de: {
    subject: (organisation) => `Anmeldung bei ${organisation}`,
    text: (organisation, link) => [
      `Öffnen Sie diesen Link, um sich bei ${organisation} anzumelden:`,
      link,
      'Er gilt einmal und 15 Minuten lang. Haben Sie ihn nicht angefordert, brauchen Sie nichts zu tun.',
    ],
  },
};

/** The mail with the link, in the person's language where we have words in it. */
export function writeLinkMail(language: string, organisation: string, link: string) {
  const words = WORDS[language.split('-')[0] ?? ''] ?? WORDS.en;
  return { subject: words.subject(organisation), text: `${words.text(organisation, link).join('\n\n')}\n` };
}
