/** What went wrong where nobody could have expected it, or what a caller sent that cannot be used. */
export type FaultCode =
  | 'invalid_input'
  | 'not_found'
  | 'forbidden'
  | 'unauthenticated'
  | 'method_not_allowed'
  | 'too_slow'
  | 'conflict'
  | 'precondition_failed'
  | 'key_reused'
  | 'too_many_requests'
  | 'too_large'
  | 'timeout'
  | 'unavailable'
  | 'misconfigured'
  | 'internal';

/** One field that cannot be used: where it stands, what is wrong, and how to mend it. */
export interface FieldError {
  /** JSON pointer into what was sent, e.g. `/hosts/0/zone`. */
  readonly pointer: string;
  readonly message: string;
}

export interface RefusalTold {
  readonly reason: string;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A fault carries a code for machines and a sentence for people; it never carries what a person wrote. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly fields: readonly FieldError[];
  /** When it may go better, in seconds. */
  readonly retryAfter: number | undefined;
  /** The refusal of a use-case behind it, by its reason, with what helps to go on; ready to be written as JSON. */
  readonly refusal: RefusalTold | undefined;

  constructor(
    code: FaultCode,
    message: string,
    options: {
      fields?: readonly FieldError[];
      retryAfter?: number;
      refusal?: RefusalTold;
      cause?: unknown;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'Fault';
    this.code = code;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
    this.refusal = options.refusal;
  }
}

export const invalid = (pointer: string, message: string): Fault =>
  new Fault('invalid_input', `${pointer === '' ? 'The request' : pointer}: ${message}`, {
    fields: [{ pointer, message }],
  });
