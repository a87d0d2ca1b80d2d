/** Where a visit may take place, and whether that makes a difference. */
import { benchesOf } from './shapes.ts';
import type { Calendar, LocationType, SlotQuery } from './types.ts';

/** The locations asked for, in groups for which hours and resources cannot differ. */
export function placesOf(query: SlotQuery): (readonly LocationType[])[] {
  const wanted = query.location === undefined ? query.service.locations : [query.location];
  return wanted.length > 1 && dependsOnLocation(query) ? wanted.map((location) => [location]) : [wanted];
}

function dependsOnLocation({ shape, resources = [] }: SlotQuery): boolean {
  if (shape.kind === 'sequence' && shape.followedBy.length > 0) return true;
  if (resources.some(({ locations }) => locations !== undefined)) return true;
  const calendars: Calendar[] = benchesOf(shape).flatMap(({ hosts }) => hosts);
  return calendars
    .concat(resources.flatMap((need) => need.resources))
    .some(
      ({ schedules, overrides = [], dated = [] }) =>
        (schedules !== 'always' && schedules.some(({ location }) => location !== 'any')) ||
        overrides.some((override) => override.kind === 'custom_hours' && isOfOneLocation(override)) ||
        dated.some(({ spans }) => spans.some(isOfOneLocation)),
    );
}

const isOfOneLocation = ({ location }: { readonly location?: string | undefined }): boolean =>
  location !== undefined && location !== 'any';
