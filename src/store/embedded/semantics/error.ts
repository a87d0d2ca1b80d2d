import type { Doc } from './values.ts';

/** The numbers and names a mongod answers with; drivers and mongoose decide by them (e.g. 11000 is a duplicate). */
const codeNames = {
  2: 'BadValue',
  9: 'FailedToParse',
  13: 'Unauthorized',
  14: 'TypeMismatch',
  15: 'Overflow',
  16: 'InvalidLength',
  17: 'ProtocolError',
  20: 'IllegalOperation',
  22: 'InvalidBSON',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  50: 'MaxTimeMSExpired',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  115: 'CommandNotSupported',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  175: 'QueryPlanKilled',
  197: 'InvalidIndexSpecificationOption',
  224: 'QueryFeatureNotAllowed',
  238: 'NotImplemented',
  241: 'ConversionFailure',
  291: 'NoQueryExecutionPlans',
  292: 'QueryExceededMemoryLimitNoDiskUseAllowed',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  14031: 'OutOfDiskSpace',
} as const satisfies Record<number, string>;

/**
 * A command's refusal, exactly as it goes over the wire. Codes without a name of their own are answered by a mongod as
 * `Location<code>`. `extra` holds further fields of the reply, such as keyPattern and keyValue of a duplicate.
 */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly extra: Doc;

  constructor(code: number, message: string, extra: Doc = {}) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    // Any number may be asked for, also one that is not in the table.
    this.codeName = (codeNames as Record<number, string>)[code] ?? `Location${code}`;
    this.extra = extra;
  }
}
