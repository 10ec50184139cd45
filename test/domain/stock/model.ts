/**
 * The valuation again, as plainly as it can be said, to hold the engine against: whole numbers (cents, ten-thousandths of a
 * unit), one pass over the whole ledger for each question, nothing remembered between them.
 */
import type { StoredLine } from '../../../domain/stock/engine/post-lines.ts';
import type { InventoryPrinciple } from '../../../domain/stock/engine/state.ts';

export interface Model {
  quantity: bigint;
  value: bigint;
  /** By line id. */
  values: Map<string, bigint>;
  layers: { id: string; date: string; seq: number; q: bigint; v: bigint }[];
  open: { id: string; date: string; seq: number; q: bigint; v: bigint }[];
}

export function scaled(text: string, places: number): bigint {
  const isNegative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  if (fraction.replace(/0+$/, '').length > places) throw new Error(`${text} has too many decimals`);
  const units = BigInt(whole + fraction.slice(0, places).padEnd(places, '0'));
  return isNegative ? -units : units;
}

/** Half up, away from zero. */
function divided(numerator: bigint, denominator: bigint): bigint {
  const isNegative = numerator < 0n;
  const twice = (isNegative ? -numerator : numerator) * 2n;
  const rounded = (twice + denominator) / (denominator * 2n);
  return isNegative ? -rounded : rounded;
}

const part = (v: bigint, q: bigint, of: bigint): bigint => (q === of ? v : divided(v * q, of));
/** Unit costs have 4 decimals here, quantities 4: the product has 8, cents 2. */
const times = (unitCost: string | null, q: bigint): bigint =>
  unitCost === null ? 0n : divided(scaled(unitCost, 4) * q, 1_000_000n);

type Line = Pick<
  StoredLine,
  | 'lineId'
  | 'type'
  | 'quantity'
  | 'ledgerDate'
  | 'sequence'
  | 'givenValue'
  | 'givenUnitCost'
  | 'expectedUnitCost'
  | 'ofLineId'
>;

const byPlace = (a: { date: string; seq: number }, b: { date: string; seq: number }): number =>
  a.date < b.date ? -1 : a.date > b.date ? 1 : a.seq - b.seq;

/** The whole ledger, from nothing; lines in the order of posting, without settlements. */
export function recompute(principle: InventoryPrinciple, posted: readonly Line[]): Model {
  const lines = posted.filter(({ type }) => type !== 'movement');
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  const costs = new Map<string, string>();
  if (principle === 'average') {
    lines.sort((a, b) =>
      byPlace({ date: a.ledgerDate, seq: a.sequence }, { date: b.ledgerDate, seq: b.sequence }),
    );
    for (const line of posted)
      if (line.type === 'cost-change') costs.set(line.ofLineId ?? '', line.givenValue ?? '0');
  }
  const m: Model = { quantity: 0n, value: 0n, values: new Map(), layers: [], open: [] };
  const settled = new Map<string, bigint>();
  const returned = new Map<string, bigint[]>();
  let last: { v: bigint; q: bigint } | null = null;
  let youngest = '';
  const atCost = (q: bigint, expected: string | null): bigint => {
    if (m.quantity > 0n) return part(m.value, q, m.quantity);
    return last === null ? times(expected, q) : part(last.v, q, last.q);
  };
  for (const line of lines) {
    const q = scaled(line.quantity, 4);
    const place = { id: line.lineId, date: line.ledgerDate, seq: line.sequence };
    let value = 0n;
    if (line.type === 'value-adjustment') {
      if (m.quantity > 0n) {
        value = times(line.givenUnitCost, m.quantity) - m.value;
        m.value += value;
        let [v, left] = [m.value, m.quantity];
        for (const layer of m.layers) {
          layer.v = part(v, layer.q, left);
          v -= layer.v;
          left -= layer.q;
        }
      }
    } else if (line.type === 'cost-change') {
      if (principle === 'fifo') {
        const receipt = byId.get(line.ofLineId ?? '');
        const before = scaled(costs.get(line.ofLineId ?? '') ?? receipt?.givenValue ?? '0', 2);
        value = scaled(line.givenValue ?? '0', 2) - before;
        costs.set(line.ofLineId ?? '', line.givenValue ?? '0');
        for (const layer of m.layers.filter(({ id }) => id === line.ofLineId)) {
          let share = part(value, layer.q, scaled(receipt?.quantity ?? '0', 4));
          if (layer.v + share < 0n) share = -layer.v;
          layer.v += share;
          m.value += share;
        }
      }
    } else if (q > 0n) {
      if (line.givenValue !== null) value = scaled(costs.get(line.lineId) ?? line.givenValue, 2);
      else if (line.givenUnitCost !== null) value = times(line.givenUnitCost, q);
      else if (line.ofLineId === null) value = atCost(q, line.expectedUnitCost);
      else {
        const of = line.ofLineId;
        let left = -scaled(byId.get(of)?.quantity ?? '0', 4);
        let v = -((m.values.get(of) ?? 0n) + (settled.get(of) ?? 0n));
        for (const r of returned.get(of) ?? []) {
          v -= part(v, r, left);
          left -= r;
        }
        value = part(v, q, left);
        returned.set(of, [...(returned.get(of) ?? []), q]);
      }
      const open = m.open.reduce((all, one) => all + one.q, 0n);
      let covered = q < open ? q : open;
      const into = { q: q - covered, v: value - part(value, covered, q) };
      let cost = value - into.v;
      m.value += value;
      for (const one of m.open) {
        const taken = one.q < covered ? one.q : covered;
        if (taken === 0n) continue;
        const was = part(one.v, taken, one.q);
        const is = part(cost, taken, covered);
        cost -= is;
        covered -= taken;
        one.q -= taken;
        one.v -= was;
        m.value += was - is;
        if (principle === 'average') m.values.set(one.id, (m.values.get(one.id) ?? 0n) + was - is);
        else settled.set(one.id, (settled.get(one.id) ?? 0n) + was - is);
      }
      m.open = m.open.filter((one) => one.q > 0n);
      m.quantity += q;
      if (place.date > youngest) youngest = place.date;
      if (principle === 'fifo' && into.q > 0n) {
        m.layers.push({ ...place, ...(line.type === 'customer-return' && { date: youngest }), ...into });
        m.layers.sort(byPlace);
      }
      if (m.quantity <= 0n) last = { v: value, q };
    } else {
      let left = -q;
      if (principle === 'average') {
        const covered = m.quantity <= 0n ? 0n : left < m.quantity ? left : m.quantity;
        if (covered > 0n) value = part(m.value, covered, m.quantity);
        left -= covered;
        if (left > 0n) {
          const v = times(line.expectedUnitCost, left);
          m.open.push({ ...place, q: left, v });
          value += v;
        }
      } else {
        const provisional = (): bigint => atCost(left, line.expectedUnitCost);
        const own = (id: string): boolean => line.type === 'supplier-return' && id === line.ofLineId;
        for (const layer of [
          ...m.layers.filter(({ id }) => own(id)),
          ...m.layers.filter(({ id }) => !own(id)),
        ]) {
          const taken = layer.q < left ? layer.q : left;
          const v = part(layer.v, taken, layer.q);
          layer.q -= taken;
          layer.v -= v;
          left -= taken;
          value += v;
          if (left === 0n) break;
        }
        m.layers = m.layers.filter((layer) => layer.q > 0n);
        if (left > 0n) {
          const v = provisional();
          m.open.push({ ...place, q: left, v });
          m.open.sort(byPlace);
          value += v;
        }
      }
      value = -value;
      m.quantity += q;
      m.value += value;
    }
    if (m.quantity > 0n) last = { v: m.value, q: m.quantity };
    m.values.set(line.lineId, value);
  }
  return m;
}
