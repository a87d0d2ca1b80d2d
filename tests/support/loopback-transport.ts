import type { Transport } from '../../src/core/delivery/types.ts';

interface ProviderAnswer {
  id?: string;
  reason?: string;
}

/** The sending end of a channel towards the loop-back provider, as a real channel's would be written. */
export function createLoopbackTransport(url: string): Transport {
  return {
    async send({ key, recipient, payload, signal }) {
      const response = await fetch(url, { method: 'POST', body: JSON.stringify({ key, recipient, payload }), signal });
      const answer = (await response.json()) as ProviderAnswer; // the provider's documented form
      if (response.ok) return { kind: 'sent', providerId: answer.id ?? '' };
      const retryAfter = response.headers.get('retry-after');
      return {
        kind: 'refused',
        reason: answer.reason ?? `status ${response.status}`,
        permanent: response.status === 400,
        ...(retryAfter === null ? {} : { retryAfter: Number(retryAfter) * 1000 }),
      };
    },
    async lookup({ key, signal }) {
      const response = await fetch(`${url}?key=${encodeURIComponent(key)}`, { signal });
      const answer = (await response.json()) as ProviderAnswer; // the provider's documented form
      return response.ok ? { kind: 'found', providerId: answer.id ?? '' } : { kind: 'not_found' };
    },
  };
}
