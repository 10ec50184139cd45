import type { InvoiceForErp, RegisterForErp } from '../../../domain/erp/documents.ts';
import type { DryRegister, DryRequest } from '../../../workflows/erp/dry-run/contract.ts';
import type { Blocked, ErpAdapter, ErpSession, PreparedWrite, RegisterLink } from '../adapter.ts';

/** Registers that a dry run reads at most. */
const readMax = 100;

/** What would become of the registers, and the links as they would be then. */
export interface DryRegisters {
  readonly registers: readonly DryRegister[];
  readonly blocks: readonly Blocked[];
  readonly links: readonly RegisterLink[];
}

interface Documents {
  readonly adapter: ErpAdapter;
  readonly invoice: InvoiceForErp;
  readonly links: readonly RegisterLink[];
}

/**
 * Resolves the registers that a document needs, as its transfer would, without writing any: what would be made counts as
 * made for those behind it. Throws `ErpReadError`.
 */
export async function dryRegisters(
  { adapter, invoice, links: known }: Documents,
  session: ErpSession,
  cancelled: AbortSignal,
  show: (adapter: ErpAdapter, write: PreparedWrite) => DryRequest,
): Promise<DryRegisters> {
  const registers: DryRegister[] = [];
  const blocks: Blocked[] = [];
  const links = [...known];
  const created = new Set<string>();
  let reads = 0;
  for (const register of adapter.registersOf(invoice)) {
    const { kind, ourKey } = register;
    const own = links.find((link) => link.kind === kind && link.ourKey === ourKey);
    const contentHash = adapter.registerHash(register);
    if (own?.contentHash === contentHash) continue;
    const stand = (theirId: string): void => {
      if (own !== undefined) links.splice(links.indexOf(own), 1);
      links.push({ kind, ourKey, theirId, contentHash });
    };
    const told = { kind, ourKey };
    reads += 1;
    if (created.has(parentOf(register))) {
      stand(standInFor(register, links));
      registers.push({ ...told, would: 'create' });
    } else if (reads > readMax) {
      stand(own?.theirId ?? standInFor(register, links));
      registers.push({ ...told, would: 'unread' });
    } else {
      const resolution = await adapter.resolveRegister(session, register, links, cancelled);
      if (resolution.status === 'blocked') blocks.push(resolution);
      stand(
        resolution.status === 'linked' ? resolution.theirId : (own?.theirId ?? standInFor(register, links)),
      );
      if (resolution.status === 'linked') registers.push({ ...told, would: 'stay' });
      else if (resolution.status === 'blocked') registers.push({ ...told, would: 'block' });
      else {
        const isNew = resolution.write.method === 'POST';
        if (isNew) created.add(`${kind}:${ourKey}`);
        const request = show(adapter, resolution.write);
        registers.push({ ...told, would: isNew ? 'create' : 'update', request });
      }
    }
  }
  return { registers, blocks, links };
}

/** The record without which a register can neither be read nor be made. */
function parentOf(register: RegisterForErp): string {
  switch (register.kind) {
    case 'contact':
    case 'delivery-location':
      return `customer:${register.customerNumber}`;
    case 'product-group-zone':
      return `product-group:${register.group.number}`;
    default:
      return '';
  }
}

/** The number of a record that is not there yet: ours where it will have that, else 0. */
function standInFor(register: RegisterForErp, links: readonly RegisterLink[]): string {
  switch (register.kind) {
    case 'unit':
    case 'payment-terms':
      return '0';
    case 'contact':
    case 'delivery-location': {
      const customer = links.find(
        ({ kind, ourKey }) => kind === 'customer' && ourKey === register.customerNumber,
      );
      return `${customer?.theirId ?? register.customerNumber}/0`;
    }
    default:
      return register.ourKey;
  }
}
