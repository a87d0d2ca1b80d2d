import type { OrganisationId, SeriesId } from '../core/ids.ts';
import type { SeriesService } from '../core/series/service.ts';
import type { JobHandler } from './engine/definition.ts';

interface Deps {
  readonly series: Pick<SeriesService, 'finish' | 'extend'>;
}

export function createHandler({ series }: Deps): JobHandler<{ organisationId: OrganisationId; seriesId: SeriesId }> {
  return async ({ organisationId, seriesId }) => {
    await series.finish(organisationId, seriesId);
    await series.extend(organisationId, seriesId);
  };
}
