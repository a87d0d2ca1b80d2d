import { atClinic, hostAt, measure } from './clinic.ts';

// Everybody asks for a host by name; hosts who take turns are measured in dealing.ts.

const CLIENTS = 64;

export const run = () =>
  atClinic(CLIENTS + 2, async (clinic) => {
    const serviceId = await clinic.offer({ kind: 'one_on_one', hosts: clinic.hosts });
    let alone = 0;
    const one = await measure(clinic, 1, () => ({ serviceId, host: hostAt(clinic, CLIENTS), slot: alone++ }));
    const slots = new Array<number>(CLIENTS).fill(0);
    const spread = await measure(clinic, CLIENTS, (client) => {
      const slot = slots[client] ?? 0;
      slots[client] = slot + 1;
      return { serviceId, host: hostAt(clinic, client), slot };
    });
    let shared = 0;
    const hot = await measure(clinic, CLIENTS, () => ({
      serviceId,
      host: hostAt(clinic, CLIENTS + 1),
      slot: shared++,
    }));
    return {
      book_per_s_1: Math.round(one.perSecond),
      book_per_s_64_spread: Math.round(spread.perSecond),
      book_per_s_64_one_host: Math.round(hot.perSecond),
      book_p99_ms: Math.round(Math.max(spread.p99, hot.p99)),
    };
  });
