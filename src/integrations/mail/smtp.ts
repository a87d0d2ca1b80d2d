import { createTransport } from 'nodemailer';
import type { Mail } from '../../core/ports.ts';

const PATIENCE_MS = 10_000;

export interface SmtpMail extends Mail {
  close(): Promise<void>;
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
    async send({ to, subject, text }) {
      await transport.sendMail({ from, to, subject, text });
    },
    async close() {
      transport.close();
    },
  };
}
