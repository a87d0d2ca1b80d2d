/**
 * Words of this room:
 * - template: a day or a week as it should look, without dates; every edit makes a new version, and old ones stay.
 * - working span: open for every service; slot: set aside for the services it names; blocked span: closed, with a reason.
 * - application: one go at laying a template over dates; an applied day remembers the version it came from.
 */
import type { DatedHours, LocationScope, OverrideKind, WallSpan, Weekday } from '../availability/types.ts';
import type { Actor } from '../events.ts';
import type { AppointmentId, Id, ServiceId } from '../ids.ts';
import type { Instant, LocalDate } from '../time/types.ts';

export type TemplateId = Id<'template'>;
export type ApplicationId = Id<'application'>;

export const colours = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink', 'grey'] as const;
export type Colour = (typeof colours)[number];

interface WorkingSpan extends WallSpan {
  readonly location?: LocationScope | undefined;
}

export interface TemplateSlot extends WallSpan {
  /** Unique in the template and kept from version to version, so that figures can follow a slot. */
  readonly id: string;
  readonly serviceIds: readonly ServiceId[];
  readonly colour: Colour;
  readonly location?: LocationScope | undefined;
}

interface TemplateBlock extends WallSpan {
  readonly reason: string;
  readonly colour?: Colour | undefined;
}

/** A slot takes its time out of the working span around it; without one it opens time of its own. */
export interface TemplateDay {
  readonly working: readonly WorkingSpan[];
  readonly slots: readonly TemplateSlot[];
  readonly blocked: readonly TemplateBlock[];
}

interface TemplateWeekday extends TemplateDay {
  readonly weekday: Weekday;
}

/** A week says nothing about the weekdays it does not list; a listed one without spans is closed. */
export type Pattern =
  | { readonly kind: 'day'; readonly day: TemplateDay }
  | { readonly kind: 'week'; readonly days: readonly TemplateWeekday[] };

export interface VersionReference {
  readonly template: TemplateId;
  readonly version: number;
}

/** One version of a template; stored as it is and never changed. */
export interface Template {
  readonly id: TemplateId;
  readonly version: number;
  readonly name: string;
  readonly pattern: Pattern;
  readonly changedAt: Instant;
  readonly changedBy: Actor;
  readonly copiedFrom: VersionReference | null;
}

export interface AppliedDay {
  readonly from: VersionReference;
  readonly application: ApplicationId;
  /** What the slot engine reads. */
  readonly hours: DatedHours;
}

export interface Application {
  readonly id: ApplicationId;
  readonly from: VersionReference;
  readonly at: Instant;
  readonly by: Actor;
  readonly written: readonly LocalDate[];
}

export interface ApplicationPolicy {
  /** `around` writes the day and leaves the time of each appointment as it is; `leave_day` does not touch the day. */
  readonly appointments: 'around' | 'leave_day';
  /** What happens to a day another template, or another version, was applied to before. */
  readonly appliedBefore: 'replace' | 'keep';
}

export type LeftAloneReason =
  | { readonly kind: 'past' }
  | { readonly kind: 'not_in_template' }
  | { readonly kind: 'override'; readonly override: OverrideKind; readonly reason?: string | undefined }
  | { readonly kind: 'applied_before'; readonly from: VersionReference }
  /** What the template would have made of the time of the visit. */
  | {
      readonly kind: 'appointment';
      readonly appointmentId?: AppointmentId | undefined;
      readonly held: boolean;
      readonly template: 'closes' | 'blocks' | 'gives_to_another_service' | 'leaves_open';
    };

export interface LeftAlone {
  readonly date: LocalDate;
  readonly span: WallSpan;
  readonly why: LeftAloneReason;
}

export interface ApplicationPlan {
  readonly write: readonly AppliedDay[];
  /** Days that already are as this version would make them. */
  readonly unchanged: readonly LocalDate[];
  readonly leftAlone: readonly LeftAlone[];
}
