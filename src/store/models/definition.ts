import { type Connection, type Model, Schema, type SchemaDefinition } from 'mongoose';

/**
 * An index as it should exist; migrations make it so. `where` makes it partial: only documents that match are in it.
 */
export interface IndexDeclaration {
  readonly name: string;
  readonly keys: Readonly<Record<string, 1 | -1>>;
  readonly unique?: true;
  readonly where?: Readonly<Record<string, unknown>>;
}

export interface ModelDeclaration<Document> {
  readonly collection: string;
  readonly schema: Schema<Document>;
  readonly indexes: readonly IndexDeclaration[];
}

/** Instants are stored as the numbers they are; a field nobody declared is an error, not a loss in silence. */
export function declareModel<Document extends { _id: string }>(
  collection: string,
  fields: SchemaDefinition<Document>,
  indexes: readonly IndexDeclaration[],
): ModelDeclaration<Document> {
  const schema = new Schema<Document>(fields, {
    collection,
    strict: 'throw',
    strictQuery: 'throw',
    versionKey: false,
    minimize: false,
    autoIndex: false,
    autoCreate: false,
  });
  return { collection, schema, indexes };
}

/** Binding twice gives the same model. */
export const bindModel = <Document>(connection: Connection, declared: ModelDeclaration<Document>): Model<Document> =>
  connection.model<Document>(declared.collection, declared.schema);

// The few field forms that come again and again.
export const text = { type: String, required: true } as const;
export const optionalText = { type: String } as const;
export const number = { type: Number, required: true } as const;
export const optionalNumber = { type: Number } as const;
export const plainData = { type: Schema.Types.Mixed } as const;
