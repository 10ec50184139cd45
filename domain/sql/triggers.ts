import { documentNumberStatements } from './document-numbers.ts';
import { documentTriggerStatements } from './documents.ts';
import { eventTriggerStatements } from './events.ts';
import { fieldTriggerStatements } from './fields.ts';
import { invoiceTriggerStatements } from './invoices.ts';
import { locationTriggerStatements } from './locations.ts';
import { listTotalStatements } from './list-totals.ts';
import { layoutTriggerStatements } from './layouts.ts';
import { lotTriggerStatements } from './lots.ts';
import { stockTriggerStatements } from './stock.ts';

/**
 * What must hold whoever writes: functions and triggers, each statement repeatable (`create or replace`). They run with
 * the rights of who writes, so that row-level security binds them too.
 */
export const triggerStatements: readonly string[] = [
  ...eventTriggerStatements,
  ...invoiceTriggerStatements,
  ...documentTriggerStatements,
  ...documentNumberStatements,
  ...fieldTriggerStatements,
  ...locationTriggerStatements,
  ...listTotalStatements,
  ...layoutTriggerStatements,
  ...lotTriggerStatements,
  ...stockTriggerStatements,
];
