import type { Actor } from '../events.ts';
import type { AppointmentId, OrganisationId } from '../ids.ts';
import type { TakingId } from '../ledger/types.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { type BookingRequest, bookTime } from './booking.ts';
import {
  addNote,
  type ChangeContext,
  cancelAppointment,
  confirmAttendance,
  moveStatus,
  type NotConfirmed,
  type NotOver,
  recordOutcome,
} from './changes.ts';
import { type EditRefusal, type EditRequest, tryToEdit } from './editing.ts';
import type { IllegalMove } from './moves.ts';
import {
  type ChangedMeanwhile,
  type HandOverRequest,
  handOver,
  moveTime,
  type NotFound,
  type RescheduleRefusal,
  type RescheduleRequest,
} from './moving.ts';
import { checkCancel, type TooLate } from './rules.ts';
import { type HeldTime, holdTime, type TimeDeps, type TimeRefusal, type TimeRequest } from './taking.ts';
import type { Appointment, AppointmentChange, Appointments, Note, Outcome } from './types.ts';

export interface ChangeRequest {
  readonly organisationId: OrganisationId;
  readonly appointmentId: AppointmentId;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  /** The version the person saw; a later one is not overwritten. */
  readonly ifVersion?: number | undefined;
}

type Changed<Refused extends { readonly ok: false; readonly reason: string }> = Promise<
  Result<Appointment, Refused | NotFound | ChangedMeanwhile>
>;

export interface AppointmentService {
  book(request: BookingRequest): Promise<Result<Appointment, TimeRefusal>>;
  /** Under a taking given by callers that may ask twice: the second time the hold of the first is renewed. */
  hold(request: TimeRequest, until: Instant, taking?: TakingId): Promise<Result<HeldTime, TimeRefusal>>;
  release(organisationId: OrganisationId, held: HeldTime): Promise<void>;
  reschedule(request: RescheduleRequest): Promise<Result<Appointment, RescheduleRefusal>>;
  /** To another of the hosts who take turns, at the same time. */
  handOver(request: HandOverRequest): Promise<Result<Appointment, RescheduleRefusal>>;
  /** Its title, its guests or both. */
  edit(request: EditRequest): Promise<Result<Appointment, EditRefusal>>;
  approve(request: ChangeRequest): Changed<IllegalMove>;
  decline(request: ChangeRequest & { readonly reason: string }): Changed<IllegalMove>;
  cancel(request: ChangeRequest & { readonly reason: string }): Changed<IllegalMove | TooLate>;
  /** The contact says that they will come. */
  confirmAttendance(request: ChangeRequest): Changed<NotConfirmed>;
  start(request: ChangeRequest): Changed<IllegalMove>;
  complete(request: ChangeRequest & { readonly outcome?: Outcome | undefined }): Changed<IllegalMove | NotOver>;
  markNoShow(request: ChangeRequest): Changed<IllegalMove>;
  recordOutcome(request: ChangeRequest & { readonly outcome: Outcome }): Changed<NotOver>;
  addNote(request: ChangeRequest & { readonly side: Note['side']; readonly text: string }): Changed<never>;
}

/** Each lost race means that somebody else changed the same appointment in these milliseconds. */
const TRIES = 10;

type AppointmentDeps = TimeDeps & { readonly appointments: Appointments };

type Meant = Pick<ChangeRequest, 'organisationId' | 'appointmentId' | 'ifVersion'>;

/** Reads and tries until the write meets the version that was read. */
async function untilWritten<Refused extends { readonly ok: false; readonly reason: string }>(
  { appointments }: AppointmentDeps,
  { organisationId, appointmentId, ifVersion }: Meant,
  tryOn: (appointment: Appointment) => Promise<Result<Appointment, Refused> | 'lost'>,
): Changed<Refused> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await appointments.find(organisationId, appointmentId);
    if (!before) return refuse('not_found');
    const isOther = ifVersion !== undefined && before.version !== ifVersion;
    if (isOther || attempt > TRIES) return refuse('changed_meanwhile', { appointment: before });
    const written = await tryOn(before);
    if (written !== 'lost') return written;
  }
}

/** A change that is decided on the appointment alone. */
function changeAppointment<Refused extends { readonly ok: false; readonly reason: string }>(
  deps: AppointmentDeps,
  request: ChangeRequest,
  decide: (
    appointment: Appointment,
    context: ChangeContext,
  ) => Promise<Result<AppointmentChange, Refused>> | Result<AppointmentChange, Refused>,
): Changed<Refused> {
  const { appointments, clock, ids } = deps;
  const { actor, reason } = request;
  return untilWritten(deps, request, async (before) => {
    const change = await decide(before, { now: clock.now(), actor, eventId: ids.next('event'), reason });
    if (!change.ok) return change;
    return (await appointments.update(change.value)) ? ok(change.value.appointment) : 'lost';
  });
}

export function createAppointmentService(deps: AppointmentDeps): AppointmentService {
  const { ledger, services } = deps;

  async function letGo(result: Result<Appointment, { readonly ok: false; readonly reason: string }>): Promise<void> {
    if (!result.ok) return;
    const { organisationId, taking, claims } = result.value;
    await ledger.release(organisationId, { taking, claims });
  }

  return {
    book: (request) => bookTime(deps, request),
    hold: (request, until, taking) => holdTime(deps, request, until, taking),
    async release(organisationId, { taking, claims, assignment }) {
      await ledger.release(organisationId, { taking, claims });
      if (assignment) await deps.dealer.giveUp(organisationId, assignment);
    },
    reschedule: (request) => moveTime(deps, request),
    handOver: (request) => handOver(deps, request),
    edit: (request) => untilWritten(deps, request, (before) => tryToEdit(deps, request, before)),
    approve: (request) => changeAppointment(deps, request, (before, context) => moveStatus(before, 'approve', context)),
    async decline(request) {
      const { reason } = request;
      const declined = await changeAppointment(deps, request, (before, context) =>
        cancelAppointment(before, 'decline', { ...context, reason }),
      );
      await letGo(declined);
      return declined;
    },
    async cancel(request) {
      const { reason, actor } = request;
      const cancelled = await changeAppointment<IllegalMove | TooLate>(deps, request, async (before, context) => {
        const service = await services.find(before.organisationId, before.serviceId);
        const allowed = service ? checkCancel(before, service.limits, actor, context.now) : ok(undefined);
        return allowed.ok ? cancelAppointment(before, 'cancel', { ...context, reason }) : allowed;
      });
      await letGo(cancelled);
      return cancelled;
    },
    confirmAttendance: (request) => changeAppointment(deps, request, confirmAttendance),
    start: (request) => changeAppointment(deps, request, (before, context) => moveStatus(before, 'start', context)),
    async complete(request) {
      const { outcome, ifVersion: _seen, ...further } = request;
      const completed = await changeAppointment(deps, request, (before, context) =>
        moveStatus(before, 'complete', context),
      );
      if (!completed.ok || outcome === undefined) return completed;
      return changeAppointment(deps, further, (before, context) => recordOutcome(before, outcome, context));
    },
    markNoShow: (request) =>
      changeAppointment(deps, request, (before, context) => moveStatus(before, 'mark_no_show', context)),
    recordOutcome: (request) =>
      changeAppointment(deps, request, (before, context) => recordOutcome(before, request.outcome, context)),
    addNote: (request) =>
      changeAppointment<never>(deps, request, (before, context) =>
        ok(addNote(before, request.side, request.text, context)),
      ),
  };
}
