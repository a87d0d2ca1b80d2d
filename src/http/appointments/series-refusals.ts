import { Fault, invalid } from '../../core/fault.ts';
import type { MoveSeriesRefusal } from '../../core/series/changing.ts';
import type { SeriesRefusal } from '../../core/series/making.ts';
import type { NoProgramme } from '../../core/series/service.ts';
import { write } from '../forms.ts';
import { conflict, visitFault } from './refusals.ts';
import { seriesPreview } from './series-forms.ts';

const AGAIN_AFTER = 2;

export function seriesFault(refusal: SeriesRefusal | MoveSeriesRefusal | NoProgramme): Fault {
  switch (refusal.reason) {
    case 'not_found':
      return new Fault('not_found', 'There is no such series.');
    case 'unknown_service':
    case 'too_many_guests':
      return visitFault(refusal);
    case 'unknown_programme':
      return invalid('/programme', 'names no programme of this organisation');
    case 'invalid_pattern':
      return invalid('/pattern', refusal.detail);
    case 'too_many_occurrences':
      return invalid('/end', `asks for more than ${refusal.detail.most} occurrences; end the series earlier`);
    case 'no_occurrences':
      return invalid('/pattern', 'has no occurrence from now until its end');
    case 'pattern_stays':
      return invalid('/days', refusal.detail);
    case 'conflicts':
      return conflict('conflicts', 'Not every time can be had, and nothing was changed: these are in the way.', {
        ...write(seriesPreview, refusal.detail),
      });
    case 'overtaken':
      return conflict('overtaken', 'Somebody else finished or undid it at this moment: read it again.');
    case 'nothing_ahead':
      return conflict('nothing_ahead', 'Nothing of it lies ahead that this could change.');
    case 'busy':
      return new Fault('conflict', 'It is being made or changed at this moment: ask again.', {
        refusal: { reason: 'busy' },
        retryAfter: AGAIN_AFTER,
      });
    case 'changed_meanwhile':
      return new Fault(
        'precondition_failed',
        `The series has changed: read version ${refusal.detail.version} and make the change again.`,
        { refusal: { reason: 'changed_meanwhile', facts: refusal.detail } },
      );
  }
}
