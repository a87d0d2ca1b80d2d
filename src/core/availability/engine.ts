/**
 * The slot engine. Its phases, each in a file of its own:
 *
 *   hours       when everyone is open, as instants                          hours.ts
 *   candidates  the starts on the grid of the hours                         grid.ts
 *   free        which of them meet commitments and busy time                occupancy.ts
 *   rules       notice, window, limits                                      rules.ts
 *   slots       what stands, by shape (judge.ts, shapes.ts, sequence.ts)    here
 *
 * To offer is to judge every candidate of a range; to book is to judge the one candidate of a range that holds nothing
 * else. It is the same call, so what is offered can be booked, and nothing else can.
 */
import { ok, type Refusal, type Result, refuse } from '../result.ts';
import type { Instant } from '../time/types.ts';
import { doubledAt } from '../time/wall.ts';
import { checkQuery } from './check-query.ts';
import { detailOf, explainEmptyDays, furthestOf } from './explain.ts';
import { placesOf } from './places.ts';
import { type Offer, offerAt } from './shapes.ts';
import type { EmptyReason, LocationType, Slot, SlotList, SlotQuery } from './types.ts';
import { STANDS } from './verdicts.ts';

/** Where people and resources are the same, one offer holds for several locations. */
interface LocatedOffer {
  readonly locations: readonly LocationType[];
  readonly offer: Offer;
}

/** Slots that start in the range, ascending. Bad input is a fault that names the field. */
export function listSlots(query: SlotQuery): Slot[] {
  checkQuery(query);
  return slotsOf(query, offersOf(query));
}

/** The same, and why a day of the reader's calendar has none. */
export function explainSlots(query: SlotQuery): SlotList {
  checkQuery(query);
  const offers = offersOf(query);
  const slots = slotsOf(query, offers);
  return {
    slots,
    emptyDays: explainEmptyDays(
      query,
      offers.map(({ offer }) => offer),
      slots,
    ),
  };
}

/** What the ledger asks before it places: the slots (one per group of locations) that begin exactly then, or why none. */
export function slotsAt(query: SlotQuery, start: Instant): Result<readonly Slot[], Refusal<EmptyReason, string>> {
  const exactly = { ...query, from: start, to: start + 1 };
  checkQuery(exactly);
  const offers = offersOf(exactly);
  const slots = slotsOf(exactly, offers);
  if (slots.length > 0) return ok(slots);
  const reason = furthestOf(offers.map(({ offer }) => offer));
  return refuse(reason, detailOf(reason, exactly, start, start + 1));
}

function offersOf(query: SlotQuery): LocatedOffer[] {
  return placesOf(query).map((locations) => {
    const [location = 'video'] = locations;
    return { locations, offer: offerAt(query, location) };
  });
}

function slotsOf(query: SlotQuery, offers: readonly LocatedOffer[]): Slot[] {
  const slots = offers.flatMap(({ locations, offer }) => standing(query, locations, offer));
  return offers.length > 1 ? joinLocations(slots) : slots;
}

function standing(query: SlotQuery, locations: readonly LocationType[], offer: Offer): Slot[] {
  const { grid, verdicts } = offer;
  const slots: Slot[] = [];
  for (let index = 0; index < verdicts.length; index++) {
    if (verdicts[index] !== STANDS) continue;
    const start = grid.starts[index] ?? 0;
    const visits = offer.visitsAt?.(index);
    slots.push({
      start,
      end: visits?.at(-1)?.end ?? start + grid.duration,
      locations,
      hosts: offer.hostsAt(index),
      resources: offer.resourcesAt(index),
      doubled: doubledAt(query.zone, start),
      seatsLeft: offer.seatsLeftAt(index),
      visits,
    });
  }
  return slots;
}

/** Slots that differ in nothing but the location are one slot. */
function joinLocations(slots: readonly Slot[]): Slot[] {
  const joined = new Map<string, Slot>();
  for (const slot of slots) {
    const { start, end, hosts, resources, visits } = slot;
    const key = JSON.stringify([start, end, hosts, resources, visits]);
    const same = joined.get(key);
    joined.set(key, same === undefined ? slot : { ...same, locations: [...same.locations, ...slot.locations] });
  }
  return [...joined.values()].sort((a, b) => a.start - b.start);
}
