import { transferWorkflowId } from '../../workflows/shared/ids.ts';
import type { Scene, SceneDocument } from './scene.ts';

/** What a person would look at first where a document does not come to its end, in one line. */
export async function whyStuck(scene: Scene, { id, number }: SceneDocument): Promise<string> {
  const workflowId = transferWorkflowId(scene.connectionId, 'customer-invoice', id);
  const rows = await scene.within((em) =>
    em.execute<{ rows: object }[]>(
      `select jsonb_build_object(
         'writes', (select jsonb_agg(w.kind || '#' || w.number || ' ' || coalesce(w.outcome, w.state)) from erp_write w
            where w.transfer_id = t.id),
         'tickets', (select jsonb_agg(l.flow_id || ' ' || l.state || ' keeps ' || l.keeps_party || ' seen ' ||
            coalesce(l.seen_at::text, 'never')) from lane_ticket l where l.workflow_id = ? and l.state <> 'left'),
         'updated', t.updated_at, 'kept', t.kept_at, 'now', now()) as rows
       from transfer t where t.document_id = ?`,
      [workflowId, id],
    ),
  );
  return `invoice ${number}: ${JSON.stringify(rows[0]?.rows)}; ${await engineOn(scene, workflowId)}`;
}

async function engineOn(scene: Scene, workflowId: string): Promise<string> {
  try {
    const handle = scene.installation.client.workflow.getHandle(workflowId);
    const { status, raw } = await handle.describe();
    const pending = (raw.pendingActivities ?? []).map(
      ({ activityType, attempt, lastFailure }) =>
        `${activityType?.name ?? ''} try ${attempt ?? 0} ${lastFailure?.message ?? ''}`,
    );
    const { events } = await handle.fetchHistory();
    const last = (events ?? []).slice(-3).map(({ eventType, eventTime }) => {
      const at = new Date(Number(eventTime?.seconds ?? 0) * 1_000).toISOString();
      return `${eventType ?? ''} at ${at}`;
    });
    const task =
      raw.pendingWorkflowTask === null ? '' : `, task try ${raw.pendingWorkflowTask?.attempt ?? 0}`;
    return `its workflow is ${status.name}${task}, pending [${pending.join('; ')}], last events ${last.join(', ')}`;
  } catch (error) {
    return `its workflow: ${String(error)}`;
  }
}
