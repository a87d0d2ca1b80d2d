import { createHmac, timingSafeEqual } from 'node:crypto';

/** As a form parser hands it over: a name that came twice has a list of values. */
export type FormParams = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface SignedRequest {
  /** Where Twilio sent it: PUBLIC_URL with the path and query as they arrived. Behind a proxy our own host and port are others. */
  readonly url: string;
  readonly params: FormParams;
  /** The `X-Twilio-Signature` header. */
  readonly signature: string | undefined;
}

/**
 * HMAC-SHA1 over the URL and the sorted form, as Twilio documents under "Validating Signatures from Twilio". Twilio signs the URL
 * with or without a default port, depending on how the webhook was written down; both count.
 */
export function isSignedByTwilio(authToken: string, { url, params, signature }: SignedRequest): boolean {
  if (signature === undefined) return false;
  const given = Buffer.from(signature);
  return [url, ...urlsWithOtherPort(url)].some((candidate) => {
    const expected = Buffer.from(signatureOf(authToken, candidate, params));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

export function signatureOf(authToken: string, url: string, params: FormParams): string {
  const form = Object.keys(params)
    .toSorted()
    .map((name) => signedField(name, params[name]))
    .join('');
  return createHmac('sha1', authToken)
    .update(url + form, 'utf8')
    .digest('base64');
}

/** A repeated name is signed once per different value, in order. */
function signedField(name: string, value: string | readonly string[] | undefined): string {
  if (value === undefined || typeof value === 'string') return name + (value ?? '');
  return [...new Set(value)]
    .toSorted()
    .map((one) => name + one)
    .join('');
}

/** Taken apart by hand: `new URL` would rewrite letters of the path that Twilio signed as they were. */
function urlsWithOtherPort(url: string): readonly string[] {
  const match = /^(https?):\/\/([^/?#:]+)(:\d+)?(.*)$/is.exec(url);
  if (match === null) return [];
  const [, scheme = '', host = '', port, rest = ''] = match;
  if (port !== undefined) return [`${scheme}://${host}${rest}`];
  return [`${scheme}://${host}:${scheme.toLowerCase() === 'https' ? 443 : 80}${rest}`];
}
