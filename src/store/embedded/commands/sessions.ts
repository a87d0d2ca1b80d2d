import { randomUUID } from 'node:crypto';
import { Binary } from 'bson';
import { CommandError } from '../semantics/error.ts';
import { type Doc, isNullish } from '../semantics/values.ts';
import type { Command } from './command.ts';

/** Sessions carry nothing here: there is no transaction to belong to one, and one server needs no causal order. */
export const startSession: Command = () => ({
  id: { id: new Binary(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'), Binary.SUBTYPE_UUID) },
  timeoutMinutes: 30,
  ok: 1,
});

export const accept: Command = () => ({ ok: 1 });

const noTransactions = (): CommandError =>
  new CommandError(20, 'Transaction numbers are only allowed on a replica set member or mongos');

export const refuseTransaction: Command = () => {
  throw noTransactions();
};

/** As a standalone server answers: isolation over several commands is not offered, so it is not pretended. */
export function refuseTransactionFields(body: Doc): void {
  if (!isNullish(body.txnNumber) || body.startTransaction === true || body.autocommit === false) throw noTransactions();
}
