import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { AppointmentStatus } from './types.ts';

/**
 * The table of legal moves. Rescheduling and editing keep the status. A visit marked as missed can still be completed: people do
 * come late, and marks are set by mistake. What is cancelled stays cancelled; its time may be somebody else's already.
 */
const table = {
  approve: { from: ['requested'], to: 'confirmed' },
  decline: { from: ['requested'], to: 'cancelled' },
  reschedule: { from: ['requested', 'confirmed'], to: undefined },
  edit: { from: ['requested', 'confirmed', 'in_progress'], to: undefined },
  cancel: { from: ['requested', 'confirmed'], to: 'cancelled' },
  start: { from: ['confirmed'], to: 'in_progress' },
  complete: { from: ['confirmed', 'in_progress', 'no_show'], to: 'completed' },
  mark_no_show: { from: ['confirmed'], to: 'no_show' },
} as const satisfies Record<
  string,
  { readonly from: readonly AppointmentStatus[]; readonly to: AppointmentStatus | undefined }
>;

export type Move = keyof typeof table;

export type IllegalMove = Refusal<
  'illegal_move',
  { readonly status: AppointmentStatus; readonly asked: Move; readonly allowed: readonly Move[] }
>;

const isLegal = (status: AppointmentStatus, move: Move): boolean => {
  const from: readonly AppointmentStatus[] = table[move].from;
  return from.includes(status);
};

export function allowedMoves(status: AppointmentStatus): readonly Move[] {
  // The keys of a literal object are exactly its keys; Object.keys cannot say so.
  return (Object.keys(table) as Move[]).filter((move) => isLegal(status, move));
}

/** The status after the move. */
export function checkMove(status: AppointmentStatus, move: Move): Result<AppointmentStatus, IllegalMove> {
  if (!isLegal(status, move)) return refuse('illegal_move', { status, asked: move, allowed: allowedMoves(status) });
  return ok(table[move].to ?? status);
}

/** Whether the ledger keeps the time of an appointment in this status. */
export const holdsTime = (status: AppointmentStatus): boolean => status !== 'cancelled';
