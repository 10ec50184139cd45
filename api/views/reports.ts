import type { LedgerCorrection, LedgerItem } from '../../domain/stock/stock-ledger.ts';
import type { StockValueReport, StockValueRow } from '../../domain/stock/stock-value-report.ts';

export const stockValueView = (row: StockValueRow) => ({
  item_id: row.number,
  name: row.name,
  group_id: row.groupNumber,
  unit: row.unit,
  quantity: row.quantity,
  value: row.value,
  cost_price: row.unitCost,
  opening_quantity: row.openingQuantity,
  opening_value: row.openingValue,
  quantity_change: row.quantityChange,
  value_change: row.valueChange,
});

export const stockValueTotalsView = (totals: StockValueReport['totals']) => ({
  value: totals.value,
  opening_value: totals.openingValue,
  value_change: totals.valueChange,
});

const documentView = ({ kind, id, number, lineId }: LedgerItem['document']) => ({
  kind,
  id,
  number,
  line_id: lineId,
});

const correctionView = ({ at, oldValue, newValue, cause }: LedgerCorrection) => ({
  at,
  old_value: oldValue,
  new_value: newValue,
  cause: {
    sequence: cause.sequence,
    type: cause.type,
    ledger_date: cause.ledgerDate,
    document: documentView(cause.document),
  },
});

export const ledgerItemView = (row: LedgerItem) => ({
  id: row.id,
  sequence: row.sequence,
  ledger_date: row.ledgerDate,
  transaction_date: row.transactionAt,
  type: row.type,
  location_id: row.location?.number ?? null,
  location: row.location,
  tracking: row.tracking,
  document: documentView(row.document),
  posted_by: row.postedBy,
  quantity: row.quantity,
  value: row.value,
  unit_value: row.unitValue,
  posted_value: row.postedValue,
  is_corrected: row.corrections.length > 0,
  corrections: row.corrections.map(correctionView),
  running_quantity: row.runningQuantity,
  running_value: row.runningValue,
});
