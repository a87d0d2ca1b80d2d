import { createTransport } from 'nodemailer';
import type { Mail, MailedCalendar } from '../../core/ports.ts';

const PATIENCE_MS = 10_000;

export interface SmtpMail extends Mail {
  close(): Promise<void>;
}

/**
 * What calendar programs look for is an alternative of type text/calendar with the METHOD as a parameter (RFC 6047, 2.4). A
 * message may hold one of them; further calendars are files that a person opens.
 */
function calendarParts([first, ...others]: readonly MailedCalendar[]) {
  if (first === undefined) return {};
  return {
    icalEvent: { method: first.method, content: first.text, filename: 'visit.ics' },
    attachments: others.map(({ method, text }, index) => ({
      filename: `visit-${index + 2}.ics`,
      contentType: `text/calendar; charset=utf-8; method=${method}`,
      content: text,
    })),
  };
}

/** Any mail server that speaks SMTP, e.g. `smtps://user:password@mail.example.com`. */
export function createSmtpMail(url: string, from: string): SmtpMail {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  return {
    async send({ to, subject, text, calendars = [] }) {
      await transport.sendMail({ from, to, subject, text, ...calendarParts(calendars) });
    },
    async close() {
      transport.close();
    },
  };
}
