import type { Instant } from '../time/types.ts';
import type { AddressStanding, ChannelName, ConsentEntry, ConsentSource, Identity, Purpose } from './types.ts';

/** The words US carriers and Twilio act on themselves when they stand alone; the list is closed (CTIA, Twilio "Advanced Opt-Out"). */
const STOP_WORDS = ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'] as const;
const START_WORDS = ['START', 'UNSTOP'] as const;
const HELP_WORDS = ['HELP', 'INFO', 'AYUDA', 'AIDE', 'HILFE'] as const;
const YES_WORDS = ['YES', 'SI', 'SÍ', 'OUI', 'JA'] as const;

export type ConsentKeyword = 'stop' | 'start' | 'help' | 'yes';

const KEYWORDS = new Map<string, ConsentKeyword>([
  ...STOP_WORDS.map((word) => [word, 'stop'] as const),
  ...START_WORDS.map((word) => [word, 'start'] as const),
  ...HELP_WORDS.map((word) => [word, 'help'] as const),
  ...YES_WORDS.map((word) => [word, 'yes'] as const),
]);

/** The word has to stand alone; outer spaces, any case and one full stop at the end are all it may have around it. */
export function readKeyword(text: string): ConsentKeyword | undefined {
  return KEYWORDS.get(text.trim().replace(/\.$/, '').normalize('NFC').toUpperCase());
}

/** What was said about being written to, before anybody asks what it means for a visit. */
export interface ConsentSignal {
  readonly keyword: ConsentKeyword | undefined;
  /** Understanding read a plain wish to be left alone, or to be written to again, in other words than the keywords. */
  readonly wish?: 'stop' | 'start' | undefined;
  /** Twilio's `OptOutType`: its own opt-out handling has acted and answered already. */
  readonly carrierHandled?: 'stop' | 'start' | 'help' | undefined;
}

export type ConsentDecision =
  /** Nothing about consent: the turn goes on to the dialogue. */
  | { readonly kind: 'pass' }
  /** `confirm` false: the carrier has told the person already, a second text would be one too many. */
  | { readonly kind: 'opt_out'; readonly source: ConsentSource; readonly confirm: boolean }
  /** `repeatQuestions`: a YES opened the address again and must be given anew to count as an answer. */
  | { readonly kind: 'opt_in'; readonly confirm: boolean; readonly repeatQuestions: boolean }
  | { readonly kind: 'help'; readonly answer: boolean }
  /** The address is opted out: what it writes is kept for a member, and we do not answer. */
  | { readonly kind: 'keep_silent' };

/**
 * The law of the thread, applied before anything else. Wishes in plain words count as the keywords do ("any reasonable means",
 * 47 CFR 64.1200(a)(10), in force since April 2025) and are always confirmed, because no carrier has seen them.
 */
export function decideConsent(signal: ConsentSignal, standing: AddressStanding | undefined): ConsentDecision {
  const optedOut = standing?.state === 'opted_out';
  const said = signal.carrierHandled ?? signal.keyword ?? signal.wish;
  switch (said) {
    case 'stop': {
      // Once is enough: an address that is out already is told nothing more.
      const confirm = !optedOut && signal.carrierHandled === undefined;
      return { kind: 'opt_out', source: signal.keyword === 'stop' ? 'keyword' : sourceOf(signal), confirm };
    }
    case 'start':
      return { kind: 'opt_in', confirm: signal.carrierHandled === undefined, repeatQuestions: optedOut };
    case 'help':
      return { kind: 'help', answer: signal.carrierHandled === undefined };
    case 'yes':
      if (optedOut) return { kind: 'opt_in', confirm: true, repeatQuestions: true };
      return { kind: 'pass' };
    case undefined:
      return optedOut ? { kind: 'keep_silent' } : { kind: 'pass' };
  }
}

const sourceOf = (signal: ConsentSignal): ConsentSource =>
  signal.carrierHandled === undefined ? 'plain_wish' : 'carrier';

/** Whether the person agreed to this purpose on this channel; undefined when nobody ever asked. */
export function consentGiven(
  history: readonly ConsentEntry[],
  channel: ChannelName,
  purpose: Purpose,
): boolean | undefined {
  let newest: ConsentEntry | undefined;
  for (const entry of history) {
    if (entry.channel !== channel || entry.purpose !== purpose) continue;
    if (newest === undefined || entry.at >= newest.at) newest = entry;
  }
  return newest?.given;
}

export type SendRefusal = 'address_opted_out' | 'purpose_refused' | 'no_consent_to_marketing';

/**
 * Care is allowed until somebody says no: whoever gave a number to book a visit wants to hear about the visit. Marketing needs a
 * yes of its own. A no to marketing leaves care alone; only STOP, which closes the address, silences both.
 */
export function refusalToSend(
  history: readonly ConsentEntry[],
  standing: AddressStanding | undefined,
  channel: ChannelName,
  purpose: Purpose,
): SendRefusal | undefined {
  if (standing?.state === 'opted_out') return 'address_opted_out';
  const given = consentGiven(history, channel, purpose);
  if (given === false) return 'purpose_refused';
  return purpose === 'marketing' && given === undefined ? 'no_consent_to_marketing' : undefined;
}

/** The first way that is allowed: the preferred channel, then the others in the order they are listed. */
export function chooseIdentity(
  identities: readonly Identity[],
  preferred: ChannelName | undefined,
  isAllowed: (identity: Identity) => boolean,
): Identity | undefined {
  const ordered = identities.toSorted((a, b) => Number(b.channel === preferred) - Number(a.channel === preferred));
  return ordered.find(isAllowed);
}

interface ConsentChange {
  readonly channel: ChannelName;
  readonly given: boolean;
  readonly source: ConsentSource;
  readonly words: string;
  readonly at: Instant;
}

/** What a STOP or START writes into the history of each contact who shares the address. START restores care, never marketing. */
export function consentEntries({ channel, given, source, words, at }: ConsentChange): ConsentEntry[] {
  const purposes: readonly Purpose[] = given ? ['care'] : ['care', 'marketing'];
  return purposes.map((purpose) => ({ channel, purpose, given, at, source, words }));
}

/** Twilio 21610, "Attempt to send to unsubscribed recipient": the carrier knows of a STOP that we never saw. */
export function standingAfterCarrierRefusal(at: Instant): AddressStanding {
  return { state: 'opted_out', since: at, source: 'carrier' };
}
