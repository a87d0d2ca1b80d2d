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
