import { lockConnection } from '../../domain/connections/connection-row.ts';
import { withAgreement } from '../../domain/database.ts';
import { endFlow, enterLane, type LaneFlow } from '../../domain/lane/lane.service.ts';
import type { ErpFlow, FlowStep, RegisterKey } from '../../workflows/shared/erp-flow.ts';
import type { ActivityDeps } from '../deps.ts';
import { beating } from '../heartbeat.ts';
import { confirmBlock } from './flow/confirm-block.ts';
import { nextStep, wakeHeirs } from './flow/advance.ts';
import { lookUpWrite } from './flow/look-up-write.ts';
import { resolveRegister } from './flow/resolve-register.ts';
import { sendWrite } from './flow/send-write.ts';

/** Local: short database work beside the workflow. */
export function createFlowActivities(deps: ActivityDeps) {
  return {
    /** What a flow does next, decided from its rows and written down. */
    async advanceErpFlow(flow: ErpFlow): Promise<FlowStep> {
      return nextStep(deps, flow);
    },

    /** Enters a lane for a read; true where there is a place now. */
    async enterErpLane(agreementNumber: number, connectionId: string, flow: LaneFlow): Promise<boolean> {
      const { holds, wake } = await withAgreement(deps.orm, agreementNumber, async (em) =>
        enterLane(em, await lockConnection(em, connectionId), flow),
      );
      await wakeHeirs(deps, { agreementNumber, connectionId }, wake);
      return holds;
    },

    /** Leaves it for good and wakes who comes next. */
    async leaveErpLane(agreementNumber: number, connectionId: string, flowId: string): Promise<void> {
      const heirs = await withAgreement(deps.orm, agreementNumber, async (em) =>
        endFlow(em, await lockConnection(em, connectionId), flowId),
      );
      await wakeHeirs(deps, { agreementNumber, connectionId }, heirs);
    },
  };
}

/** On the provider's task queue: they talk to the ERP. */
export function createErpActivities(deps: ActivityDeps) {
  return {
    /**
     * Sends an intended write, at most once whoever else tries (see `sendWrite`), and at once the one that its answer leads
     * to: an accepted draft's booking. Each has its own intent, claim and deadline. One attempt: if it dies, the rows tell.
     */
    async sendErpWrite(flow: ErpFlow, writeId: string): Promise<FlowStep> {
      return beating(async (context) => {
        let sent = await sendWrite(deps, flow, writeId, context);
        // What is claimed gets its answer here, also while this worker stops (not sent, then): nobody else could send it.
        while (sent.step.do === 'send' && (sent.claimed !== undefined || !context.cancelled.aborted))
          sent = await sendWrite(deps, flow, sent.step.writeId, context, sent.claimed);
        return sent.step;
      });
    },

    /** Finds out whether a write of unknown outcome is there; see `lookUpWrite`. */
    async lookUpErpWrite(flow: ErpFlow, writeId: string): Promise<FlowStep> {
      return beating((context) => lookUpWrite(deps, flow, writeId, context));
    },

    /** Reads again what speaks against a document before it is parked; see `confirmBlock`. */
    async confirmErpBlock(flow: ErpFlow): Promise<FlowStep> {
      return beating((context) => confirmBlock(deps, flow, context));
    },

    /** Matches a register, or says what to write; see `resolveRegister`. */
    async resolveErpRegister(flow: ErpFlow, register: RegisterKey): Promise<FlowStep> {
      return beating((context) => resolveRegister(deps, flow, register, context));
    },
  };
}

export type FlowActivities = ReturnType<typeof createFlowActivities>;
export type ErpActivities = ReturnType<typeof createErpActivities>;
