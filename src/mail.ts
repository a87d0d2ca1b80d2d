import type { Config } from './config.ts';
import { Fault } from './core/fault.ts';
import type { Mail } from './core/ports.ts';

/** Without a mail server a developer reads mail on the console; in production nobody is told that it went out. */
export async function openMail(
  { smtp, isProduction }: Pick<Config, 'smtp' | 'isProduction'>,
  closeLater: (close: () => Promise<void>) => void,
): Promise<Mail> {
  if (smtp !== undefined) {
    const { createSmtpMail } = await import('./integrations/mail/smtp.ts');
    const mail = createSmtpMail(smtp.url, smtp.from);
    closeLater(mail.close);
    return mail;
  }
  const { createConsoleMail } = await import('./integrations/mail/console.ts');
  const print = createConsoleMail((text) => process.stdout.write(text));
  const refuse: Mail = {
    send: async () => {
      throw new Fault('misconfigured', 'No mail can be sent: set SMTP_URL and MAIL_FROM');
    },
  };
  return isProduction ? refuse : print;
}

/** In production a mail that nobody can carry is not written at all. */
export const canMail = ({ smtp, isProduction }: Pick<Config, 'smtp' | 'isProduction'>): boolean =>
  smtp !== undefined || !isProduction;

/** The bare address of `Harbour Clinic <appointments@example.com>`; without mail one that names us and reaches nobody. */
export function senderAddress({ smtp, publicUrl }: Pick<Config, 'smtp' | 'publicUrl'>): string {
  const address = /[^\s<>]+@[^\s<>]+/.exec(smtp?.from ?? '')?.[0];
  return address ?? `appointments@${new URL(publicUrl).hostname}`;
}
