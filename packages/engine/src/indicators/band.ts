/** Three lines that belong together: a middle and a channel around it. */
import type { Column } from './column-graph.ts';

export type Band = Readonly<Record<'upper' | 'middle' | 'lower', Column>>;
