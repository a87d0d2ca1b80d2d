import type { Connection } from 'mongoose';
import type { Feed, FeedShelf } from '../../core/ical/types.ts';
import { type CalendarFeedDocument, calendarFeedModel } from '../models/calendar-feed.ts';
import { bindModel } from '../models/definition.ts';
import { createScope } from '../scope.ts';
import { createShelf, type ShelfDeps } from './shelf.ts';

export function createFeedShelf({ connection, ...deps }: ShelfDeps & { readonly connection: Connection }): FeedShelf {
  const model = bindModel(connection, calendarFeedModel);
  const { insert, replace, read, anywhere } = createShelf<Feed, CalendarFeedDocument>(
    { model, fieldsOf: ({ memberId, tokenHash }) => ({ memberId, tokenHash }) },
    deps,
  );
  return {
    insert,
    replace,
    async ofMember(organisationId, memberId) {
      const found = await createScope(model, organisationId).findOne({ memberId });
      return found && read(found);
    },
    async byToken(tokenHash) {
      return (await anywhere({ tokenHash })).at(0);
    },
  };
}
