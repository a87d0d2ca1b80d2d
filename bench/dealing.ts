import { atClinic, type Clinic, hostAt, measure, type Pace } from './clinic.ts';

// Hosts who take turns: each visit is counted for one of them before its time is taken. Beside it, in the same run, the
// same hosts asked for by name, who are counted nowhere.

const CLIENTS = 64;
const POOLS = { few: 8, many: 32 } as const;

/** So many of the hosts are wanted at each start; the others keep it free for whoever loses a race. */
const wantedAtOnce = (pool: number): number => pool / 2;

async function measureByName(clinic: Clinic, pool: number): Promise<Pace> {
  const hosts = clinic.hosts.slice(0, pool);
  const serviceId = await clinic.offer({ kind: 'one_on_one', hosts });
  let asked = 0;
  return measure(clinic, CLIENTS, () => {
    const turn = asked++;
    return { serviceId, host: hostAt(clinic, turn % pool), slot: Math.floor(turn / pool) };
  });
}

async function measureTurns(clinic: Clinic, pool: number, clients: number): Promise<Pace> {
  const serviceId = await clinic.offer({ kind: 'round_robin', hosts: clinic.hosts.slice(0, pool) });
  let asked = 0;
  return measure(clinic, clients, () => ({ serviceId, slot: Math.floor(asked++ / wantedAtOnce(pool)) }));
}

export async function run() {
  const few = await atClinic(POOLS.few, (clinic) => measureTurns(clinic, POOLS.few, CLIENTS));
  const byName = await atClinic(POOLS.few, (clinic) => measureByName(clinic, POOLS.few));
  const many = await atClinic(POOLS.many, (clinic) => measureTurns(clinic, POOLS.many, CLIENTS));
  const alone = await atClinic(POOLS.few, (clinic) => measureTurns(clinic, POOLS.few, 1));
  return {
    deal_per_s_1: Math.round(alone.perSecond),
    deal_per_s_64_of_8: Math.round(few.perSecond),
    deal_per_s_64_of_32: Math.round(many.perSecond),
    by_name_per_s_64_of_8: Math.round(byName.perSecond),
    deal_p99_ms: Math.round(Math.max(few.p99, many.p99)),
  };
}
