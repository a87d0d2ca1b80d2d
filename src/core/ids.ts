declare const kind: unique symbol;

/** A string that names one document of one kind; the kind exists for the compiler only. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type OrganisationId = Id<'organisation'>;
export type MemberId = Id<'member'>;
export type ContactId = Id<'contact'>;
export type ServiceId = Id<'service'>;
export type ResourceId = Id<'resource'>;
export type AppointmentId = Id<'appointment'>;
export type ConversationId = Id<'conversation'>;
export type EventId = Id<'event'>;
export type SeriesId = Id<'series'>;
export type AssignmentId = Id<'assignment'>;

/** The few letters in front of an id, so that a person reading a log sees what it names. */
export const idPrefixes = {
  organisation: 'org',
  member: 'mem',
  contact: 'con',
  service: 'svc',
  resource: 'res',
  appointment: 'apt',
  conversation: 'cnv',
  event: 'evt',
  turn: 'trn',
  message: 'msg',
  taking: 'tkg',
  entry: 'ent',
  series: 'ser',
  programme: 'prg',
  override: 'ovr',
  template: 'tpl',
  application: 'apl',
  api_key: 'key',
  role: 'rol',
  team: 'tea',
  session: 'ses',
  pool: 'pol',
  assignment: 'asg',
  waitlist_entry: 'wle',
  waitlist_offer: 'wlo',
  opening: 'opn',
  feed: 'fed',
  offer: 'ofr',
} as const satisfies Record<string, string>;

export type IdKind = keyof typeof idPrefixes;
