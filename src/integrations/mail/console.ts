import type { Mail } from '../../core/ports.ts';

/** For development: a mail is printed on the developer's own console, whole, for it goes nowhere else. */
export const createConsoleMail = (print: (text: string) => void): Mail => ({
  async send({ to, subject, text, calendars = [] }) {
    const attached = calendars.map(({ method }) => `Attached: a calendar (${method})`);
    const lines = [`To: ${to}`, `Subject: ${subject}`, '', ...text.trimEnd().split('\n'), ...attached];
    print(`\n${lines.map((line) => `  | ${line}`.trimEnd()).join('\n')}\n\n`);
  },
});
