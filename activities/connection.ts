import { cancellationSignal } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import {
  type FailedTest,
  findConnection,
  isAboutAccount,
  openExhaustedGate,
  openGate,
  recordFailedTest,
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
      const { read } = await readErp(deps, ref, { session, purpose: 'self' }, () =>
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
     * another account or of one that is connected already; only an ERP that is away is thrown, and tried again. So are
     * credentials that were replaced meanwhile: the answer is about those that are stored.
     */
    async testConnection(ref: ConnectionRef): Promise<ConnectionTestResult> {
      const adapter = adapterOf(deps, ref.provider);
      const session = await withAgreement(deps.orm, ref.agreementNumber, async (em) =>
        sessionOf(deps, await findConnection(em, ref.connectionId)),
      );
      try {
        const self = await adapter.self(session, cancellationSignal());
        const defaults = await adapter.defaults(session, cancellationSignal());
        const { erpAgreement, companyName, baseCurrency } = self;
        const account = { erpAgreement, companyName, baseCurrency };
        const isRecorded = await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
          if (!(await recordTest(em, ref.connectionId, session.sealed, account, defaults))) return false;
          await openGate(em, ref.connectionId, 'system', ['severed', 'failing', 'exhausted']);
          return true;
        });
        if (!isRecorded) throw replacedMeanwhile();
        await deps.signals.gateChanged(ref);
        return { ok: true, ...account };
      } catch (error) {
        const failed = failedTestOf(error);
        if (failed === undefined) throw error;
        const isRecorded = await withAgreement(deps.orm, ref.agreementNumber, async (em) => {
          const exchanges = error instanceof ErpReadError ? error.exchanges : [];
          await recordExchanges(em, ref.connectionId, null, 'self', exchanges);
          return recordFailedTest(em, ref.connectionId, session.sealed, failed);
        });
        if (!isRecorded) throw replacedMeanwhile();
        return { ok: false, code: failed.code, reason: failed.reason };
      }
    },
  };
}

/** The test's result, where the ERP has answered; undefined where it is to be tried again. */
function failedTestOf(error: unknown): FailedTest | undefined {
  if (error instanceof DomainError && isAboutAccount(error.code))
    return { code: error.code, params: error.params, reason: error.message };
  if (!(error instanceof ErpReadError)) return undefined;
  const { code } = error;
  if (code === 'ErpUnavailable' || code === 'ErpRateLimited') return undefined;
  const params = { reason: error.message };
  return { code, params, reason: errorMessage(code, params) };
}

const replacedMeanwhile = (): ApplicationFailure =>
  ApplicationFailure.create({
    message: 'The credentials were replaced while they were tested.',
    type: 'CredentialsReplaced',
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: '100 ms',
  });

export type GateActivities = ReturnType<typeof createGateActivities>;
export type ConnectionActivities = ReturnType<typeof createConnectionActivities>;
