/** As much of a request as tells where it comes from. */
export interface Arrival {
  readonly method: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  /** What browsers add by themselves, and no page can set: `same-origin`, `cross-site`, ... */
  readonly fetchSite: string | undefined;
  /** A proxy stands in between: whoever is behind it need not sit at this machine. */
  readonly isForwarded: boolean;
  readonly remoteAddress: string | undefined;
}

export type Stranger = 'not_this_machine' | 'other_host' | 'other_page';

const LOOPBACK_ADDRESS = /^(?:127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/;
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

const isReading = (method: string): boolean => method === 'GET' || method === 'HEAD';

/**
 * The sandbox asks nobody who they are, so it answers nobody but the browser at this machine: by its address, by the name it calls us by
 * (a name that only leads here is DNS rebinding), and for everything that changes something by the page it comes from. Undefined: it may.
 */
export function strangerIn(arrival: Arrival): Stranger | undefined {
  const { method, host = '', origin, fetchSite, isForwarded, remoteAddress = '' } = arrival;
  if (isForwarded || !LOOPBACK_ADDRESS.test(remoteAddress)) return 'not_this_machine';
  if (!LOOPBACK_HOST.test(host)) return 'other_host';
  if (isReading(method)) return undefined;
  const isOwnPage = origin === `http://${host}` && (fetchSite === undefined || fetchSite === 'same-origin');
  return isOwnPage ? undefined : 'other_page';
}
