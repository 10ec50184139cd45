import { cancellationSignal } from '@temporalio/activity';
import {
  closeGate,
  findConnection,
  openExhaustedGate,
  openGate,
  recordTest,
} from '../domain/connections/connection.service.ts';
import { withAgreement } from '../domain/database.ts';
import type { GateState } from '../domain/lane/lane.decisions.ts';
import { lockConnection } from '../domain/connections/connection-row.ts';
import { databaseNow, fillLane } from '../domain/lane/lane.service.ts';
import { recordExchanges } from '../domain/transfers/erp-exchange.service.ts';
import type {
  ConnectionRef,
  ConnectionTestResult,
  GateReading,
} from '../workflows/erp/connection/contract.ts';
import { DomainError, errorMessage } from '../domain/errors.ts';
import type { ActivityDeps } from './deps.ts';
import { ErpReadError } from './erp/adapter.ts';
import { wakeHeirs } from './erp/flow/advance.ts';
import { readErp } from './erp/flow/read-erp.ts';
import { adapterOf, sessionOf } from './erp/sessions.ts';

/** Local: the rows of a connection's gate. */
export function createGateActivities(deps: ActivityDeps) {
  return {
    async readGate(ref: ConnectionRef): Promise<GateState> {
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        const connection = await findConnection(em, ref.connectionId);
        return connection.gate;
      });
    },

    /** The gate as it is now, and how long until it opens by itself (`exhausted`) or is to be probed (`failing`). */
    async readGateState(ref: ConnectionRef): Promise<GateReading> {
      return withAgreement(deps.orm, ref.agreementNumber, async (em) => {
        const { gate, gateUntil } = await lockConnection(em, ref.connectionId);
        return { gate, waitMs: Math.max(0, Math.ceil((gateUntil ?? 0) - (await databaseNow(em)))) };
      });
    },

    /** Opens an exhausted gate whose time is over. */
    async endExhaustion(ref: ConnectionRef): Promise<void> {
      await withAgreement(deps.orm, ref.agreementNumber, (em) => openExhaustedGate(em, ref.connectionId));
    },

    /** Gives the free places of an open lane to the line and wakes those who got one; nothing behind a closed gate. */
    async wakeLine(ref: ConnectionRef): Promise<void> {
      const heirs = await withAgreement(deps.orm, ref.agreementNumber, async (em) =>
        fillLane(em, await lockConnection(em, ref.connectionId)),
      );
      await wakeHeirs(deps, ref, heirs);
    },
  };
}

/** On the provider's task queue: asks the ERP who we are there. */
export function createConnectionActivities(deps: ActivityDeps) {
  return {
    /**
     * Asks a failing ERP once whether it answers again. If it does, the gate opens and the lane tries with one flow; if not,
     * it stays closed until a later probe. Refused credentials sever it.
     */
    async probeGate(ref: ConnectionRef): Promise<void> {
      const session = await withAgreement(deps.orm, ref.agreementNumber, async (em) =>
        sessionOf(deps, await findConnection(em, ref.connectionId)),
      );
      const { read } = await readErp(deps, ref, null, 'self', () =>
        adapterOf(deps, ref.provider).self(session, cancellationSignal()),
      );
      if (read !== 'answered' && read !== 'impossible') return;
      await withAgreement(deps.orm, ref.agreementNumber, (em) =>
        openGate(em, ref.connectionId, 'system', ['failing']),
      );
    },

    /**
     * Asks who we are with the stored credentials, keeps the answer and the defaults found, and opens a gate that nobody
     * paused where it works: an answer proves that there is quota, too. A refusal is a result, and so are credentials of
     * another account or of one that is connected already; only an ERP that is away is thrown, and tried again.
     */
    async testConnection(ref: ConnectionRef): Promise<ConnectionTestResult> {
      const adapter = adapterOf(deps, ref.provider);
      const session = await withAgreement(deps.orm, ref.agreementNumber, async (em) =>
        sessionOf(deps, await findConnection(em, ref.connectionId)),
      );
      try {
        const self = await adapter.self(session, cancellationSignal());
        const defaults = await adapter.defaults(session, cancellationSignal());
        await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
          const { erpAgreement, companyName, baseCurrency } = self;
          await recordTest(em, ref.connectionId, { erpAgreement, companyName, baseCurrency }, defaults);
          await openGate(em, ref.connectionId, 'system', ['severed', 'failing', 'exhausted']);
        });
        await deps.signals.gateChanged(ref);
        const { erpAgreement, companyName, baseCurrency } = self;
        return { ok: true, erpAgreement, companyName, baseCurrency };
      } catch (error) {
        if (error instanceof DomainError && isAboutAccount(error)) {
          await withAgreement(deps.orm, ref.agreementNumber, (em) =>
            closeGate(em, ref.connectionId, 'severed', error.message, 'system'),
          );
          return { ok: false, code: error.code, reason: error.message };
        }
        if (
          !(error instanceof ErpReadError) ||
          error.code === 'ErpUnavailable' ||
          error.code === 'ErpRateLimited'
        )
          throw error;
        await withAgreement(deps.orm, ref.agreementNumber, (em) =>
          recordExchanges(em, ref.connectionId, null, 'self', error.exchanges),
        );
        const reason = errorMessage(error.code, { reason: error.message });
        return { ok: false, code: error.code, reason };
      }
    },
  };
}

const isAboutAccount = (error: DomainError): boolean =>
  error.code === 'ErpAccountDiffers' || error.code === 'ErpAccountTaken';

export type GateActivities = ReturnType<typeof createGateActivities>;
export type ConnectionActivities = ReturnType<typeof createConnectionActivities>;
