import type { Id } from '../ids.ts';
export type SeriesId = Id<'series'>;
export type SeriesStatus = 'making' | 'active' | 'ended' | 'completed' | 'undone';
