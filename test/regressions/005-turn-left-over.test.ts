import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LaneTicket } from '../../domain/lane/lane-ticket.entity.ts';
import { newId } from '../../domain/ids.ts';
import {
  companyWithLedger,
  type LedgerCompany,
  pause,
  resume,
  standing,
  transferIdOf,
  within,
} from '../support/ledgers.ts';
import { lookSignal } from '../../workflows/erp/transfer/contract.ts';
import { bookedInvoice, eventually, startSystem, transferIn, type System } from '../support/system.ts';

let system: System;
let company: LedgerCompany;

beforeAll(async () => {
  system = await startSystem();
  company = await companyWithLedger(system);
  await transferIn(system, company, await bookedInvoice(system, company), ['transferred']);
});
afterAll(async () => {
  await system.stop();
});

describe('a turn that is left over', () => {
  // A worker or the engine dies after a register's turn got its place and before the history says so; by the next look the
  // register stands there, another document has made it. Its customer is the document's party, too.
  test('does not have its document wait for itself', async () => {
    await pause(system, company);
    const documentId = await bookedInvoice(system, company);
    const workflowId = transferIdOf(company, documentId);
    const tickets = () => within(system, company, (em) => em.find(LaneTicket, { workflowId }));
    await eventually(async () => ((await tickets()).length > 0 ? true : undefined), 'it waits at the gate');
    await within(system, company, (em) =>
      em.execute(
        `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key, keeps_party,
           state, entered_at, placed_at)
         values (?, ?, ?, ?, ?, 1, 'customer:101', true, 'holding', now(), now())`,
        [newId(), company.agreementNumber, company.connectionId, `${workflowId}#customer:101`, workflowId],
      ),
    );
    await resume(system, company);
    const transfer = await transferIn(system, company, documentId, ['transferred'], 15_000);
    expect(standing(company, transfer).booked).toHaveLength(1);
    expect(await tickets()).toEqual([]);
  });

  // The run that had it was terminated; the next one finds that its document is parked, and has no use for a register.
  test('keeps its register from nobody once its document is parked', async () => {
    const barred = { agreement: company.ledgerNumber, kind: 'product', id: 'A-1' } as const;
    system.sandbox.control.setBarred({ ...barred, barred: true });
    const documentId = await bookedInvoice(system, company);
    await transferIn(system, company, documentId, ['refused', 'blocked']);
    const workflowId = transferIdOf(company, documentId);
    const flowId = `${workflowId}#product:A-1`;
    await within(system, company, (em) =>
      em.execute(
        `insert into lane_ticket (id, agreement_number, connection_id, flow_id, workflow_id, priority, party_key, keeps_party,
           state, entered_at)
         values (?, ?, ?, ?, ?, 1, 'product:A-1', true, 'resting', now())`,
        [newId(), company.agreementNumber, company.connectionId, flowId, workflowId],
      ),
    );
    await system.client.workflow.getHandle(workflowId).signal(lookSignal);
    await eventually(async () => {
      const ticket = await within(system, company, (em) => em.findOneOrFail(LaneTicket, { flowId }));
      return ticket.state === 'left' && !ticket.keepsParty ? ticket : undefined;
    }, 'its register is free');
    system.sandbox.control.setBarred({ ...barred, barred: false });
  });
});
