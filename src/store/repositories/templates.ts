import type { Connection } from 'mongoose';
import type { TemplateShelf } from '../../core/templates/library.ts';
import { duplicateIndex } from '../connection.ts';
import { bindModel } from '../models/definition.ts';
import { applicationModel, type TemplateDocument, templateModel } from '../models/template.ts';
import { pageLimit, pageOf } from '../pages.ts';
import { pendingOnInsert, pendingOnUpdate } from '../pending.ts';
import { createScope } from '../scope.ts';
import type { ShelfDeps } from './shelf.ts';

const templateOf = ({ template }: TemplateDocument) => template;

export function createTemplateShelf({
  connection,
  clock,
  relay,
}: ShelfDeps & { readonly connection: Connection }): TemplateShelf {
  const templates = bindModel(connection, templateModel);
  const applications = bindModel(connection, applicationModel);

  return {
    async list(organisationId, page) {
      const limit = pageLimit(page);
      // A crash between two steps of an edit leaves two versions listed for a moment; the newer one counts.
      const found = await createScope(templates, organisationId).find(
        { isListed: true, templateId: { $gt: page?.after ?? '' } },
        { sort: { templateId: 1, version: -1 }, limit: 2 * limit + 2 },
      );
      const newest = found.filter(({ templateId }, index) => found[index - 1]?.templateId !== templateId);
      return pageOf(newest.slice(0, limit + 1), limit, templateOf, ({ templateId }) => templateId);
    },
    async newest(organisationId, id) {
      const found = await createScope(templates, organisationId).findOne({ templateId: id }, { sort: { version: -1 } });
      return found?.isListed ? found.template : undefined;
    },
    async versions(organisationId, id) {
      const found = await createScope(templates, organisationId).find({ templateId: id }, { sort: { version: 1 } });
      return found.map(templateOf);
    },
    async insert(organisationId, template, event) {
      const { id: templateId, version } = template;
      const scope = createScope(templates, organisationId);
      try {
        await scope.insert({
          ...{ _id: `${templateId}/${version}`, templateId, version, isListed: true, template },
          ...pendingOnInsert({ events: [event] }, clock.now()),
        });
      } catch (error) {
        if (duplicateIndex(error)) return false;
        throw error;
      }
      relay.staged(organisationId, templates.collection.collectionName);
      await templates.updateMany(
        { organisationId, templateId, version: { $lt: version }, isListed: true },
        { $set: { isListed: false } },
      );
      return true;
    },
    async remove(organisationId, { id: templateId, version }, event) {
      const scope = createScope(templates, organisationId);
      const [newest] = await scope.find({ templateId }, { sort: { version: -1 }, limit: 1 });
      if (newest?.version !== version) return false;
      const removed = await scope.change(
        { _id: newest._id, isListed: true },
        { $set: { isListed: false }, ...pendingOnUpdate({ events: [event] }, clock.now()) },
      );
      if (removed === undefined) return false;
      relay.staged(organisationId, templates.collection.collectionName);
      // A crash between two steps of an edit may have left an older one listed.
      await templates.updateMany({ organisationId, templateId, isListed: true }, { $set: { isListed: false } });
      return true;
    },
    async recordApplication(organisationId, calendarId, application) {
      await createScope(applications, organisationId).insert({
        _id: application.id,
        templateId: application.from.template,
        calendarId,
        application,
      });
    },
    async applications(organisationId, templateId, calendarId) {
      const found = await createScope(applications, organisationId).find({ templateId, calendarId });
      return found.map(({ application }) => application);
    },
  };
}
