// The moments replies come in: what is open, when and where. All on Monday 2 March 2026, 10:00 in New York, unless said.
import type {
  ConfirmPrompt,
  Locale,
  OfferPrompt,
  Prompt,
  Understood,
} from '../../../../src/bots/understanding/types.ts';
import { understand } from '../../../../src/bots/understanding/understand.ts';
import { zoneAt } from '../../../../src/core/time/zones.ts';

const instant = (iso: string): number => Date.parse(iso);

/** Thursday 5 March, 10:00 in New York. */
export const visit = (more: Partial<ConfirmPrompt> = {}): ConfirmPrompt => ({
  code: 'A1',
  kind: 'confirm',
  person: 'Maria',
  start: instant('2026-03-05T15:00:00Z'),
  minutes: 30,
  ...more,
});

/** Tuesday 10:00, Wednesday 16:00 and Friday 9:00 in New York. */
export const offer = (more: Partial<OfferPrompt> = {}): OfferPrompt => ({
  code: 'B2',
  kind: 'offer',
  person: 'Leo',
  options: ['2026-03-03T15:00:00Z', '2026-03-04T21:00:00Z', '2026-03-06T14:00:00Z'].map(instant),
  minutes: 30,
  ...more,
});

export const single = (): OfferPrompt => offer({ options: [instant('2026-03-06T20:30:00Z')] });

interface Moment {
  readonly now?: string;
  readonly zone?: string;
  readonly locale?: Locale;
}

export const say = (text: string, prompts: readonly Prompt[] = [], moment: Moment = {}): Understood =>
  understand({
    text,
    now: instant(moment.now ?? '2026-03-02T15:00:00Z'),
    zone: zoneAt('/zone', moment.zone ?? 'America/New_York'),
    locale: moment.locale ?? 'en',
    prompts,
  });

const iso = (millis: number): string => new Date(millis).toISOString().slice(0, 16);

/** Windows as UTC text, `from/to`. */
export const windowsOf = (understood: Understood): readonly string[] =>
  (understood.windows ?? []).map(({ from, to }) => `${iso(from)}/${iso(to)}`);

/** Intent, prompt and option in one line. */
export const gist = ({ intent, prompt, option }: Understood): string =>
  [intent, prompt, option].filter((part) => part !== null).join(' ');
