import { line, registerNumber } from '../../field-rules.ts';
import { newId } from '../../ids.ts';
import { positiveQuantity } from '../../internal-documents/line-rules.ts';
import type { Decimal } from '../../money.ts';
import { bookMovement, createMovement } from '../../movements/movement.service.ts';
import type { MovementInput } from '../../movements/movement.service.ts';
import { itemNumber } from '../../products/product-fields.ts';
import { day } from '../../sales/sales-input.ts';
import { documentKind } from '../document-kind.ts';

interface MovementRow {
  readonly itemId: string;
  readonly quantity: Decimal;
  readonly trackingNumber?: string;
}

const location = {
  type: 'whole',
  rule: registerNumber,
  isMandatory: true,
  isHead: true,
  isLocation: true,
} as const;

/** Goods that went from one location to another at once; transports have their own endpoint. */
export const movements = documentKind({
  name: 'movements',
  columns: {
    date: { type: 'date', example: '02.02.2026', rule: day, isMandatory: true, isHead: true },
    item_id: { type: 'text', example: 'FYR-45x95', rule: itemNumber, isMandatory: true },
    from_location_id: { ...location, example: '1' },
    to_location_id: { ...location, example: '2' },
    quantity: { type: 'decimal', example: '10', rule: positiveQuantity, isMandatory: true },
    tracking_number: { type: 'text', example: '', rule: line(255), field: 'tracking' },
    note: { type: 'text', example: '', rule: line(2_000), isHead: true },
  },
  create: (em, head, rows, context) => {
    const lines = (rows as unknown as readonly MovementRow[]).map(
      ({ itemId, quantity, trackingNumber: number }) => ({
        itemId,
        quantity,
        ...(number !== undefined && { tracking: [{ number, quantity }] }),
      }),
    );
    return createMovement(em, newId(), { ...(head as unknown as MovementInput), lines }, context);
  },
  book: bookMovement,
});
