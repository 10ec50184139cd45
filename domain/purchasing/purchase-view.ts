import type { EntityManager } from '@mikro-orm/postgresql';
import { Location } from '../locations/location.entity.ts';
import { registerParty } from '../sales/sales-draft.ts';
import { lineView, partyView, tradeHeadView, tradeSummary } from '../sales/sales-view.ts';
import type { PartyView, SalesLineView, TradeHeadView, TradeSummary } from '../sales/sales-view.ts';
import type { AllocationMethod } from '../stock/engine/allocation.ts';
import type { PurchaseRow } from './purchase-draft.ts';
import type { PurchaseLine } from './purchase-lines.ts';

/** Documents to suppliers in the API's dialect, as `sales-view.ts` shows those to customers. */

export interface PurchaseLineView extends SalesLineView {
  readonly location_id: number | null;
}

/** What a list shows of every document to a supplier. */
export interface PurchaseSummary extends TradeSummary {
  readonly supplier_id: string;
  readonly supplier_name: string;
}

export function purchaseSummary(row: PurchaseRow & { readonly createdAt: Date }): PurchaseSummary {
  const party = row.party ?? row.supplier;
  return { supplier_id: party.number, supplier_name: party.name, ...tradeSummary(row) };
}

/** The head of a document to a supplier. */
export interface PurchaseHeadView extends TradeHeadView {
  readonly supplier: PartyView;
  readonly delivery_terms_id: number | null;
  readonly allocation: AllocationMethod;
}

export const purchaseHeadView = (row: PurchaseRow): PurchaseHeadView => ({
  supplier: partyView(row.party ?? registerParty(row.supplier)),
  delivery_terms_id: row.deliveryTerms?.number ?? null,
  allocation: row.allocation,
  ...tradeHeadView(row),
});

/** The numbers of locations by their ids: one statement where there are any. */
export async function locationNumbers(
  em: EntityManager,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await em.find(Location, { id: { $in: wanted } });
  return new Map(rows.map(({ id, number }) => [id, number]));
}

export const purchaseLineView = (
  line: PurchaseLine,
  locations: ReadonlyMap<string, number>,
): PurchaseLineView => ({
  ...lineView(line),
  location_id: locations.get(line.locationId ?? '') ?? null,
});
