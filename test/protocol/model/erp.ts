import { bookKind, draftKind, foreign, free, type Job, type SendAnswer, ticks, type World } from './world.ts';

/** What a request makes of the ERP's ledger, and what is wrong with that. */
export interface Commit {
  readonly answer: SendAnswer;
  readonly draftNumber: number;
  readonly booked: boolean;
  readonly breaks: string | undefined;
}

/** Documents of ours that stand there for a flow, drafts and booked alike. */
export const standing = (
  world: World,
  flow: number,
): { readonly drafts: number; readonly booked: number } => ({
  drafts: world.erp.drafts.filter(({ owner }) => owner === flow).length,
  booked: world.erp.booked.filter((one) => one.flow === flow).length,
});

/** A draft's creation: it takes the lowest free number, as a deleted draft's number may be given again. */
function createDraft(world: World, flow: number, hidden: number): Commit {
  const { drafts } = world.erp;
  let at = drafts.findIndex(({ owner }) => owner === free);
  if (at < 0) at = drafts.push({ owner: free, hidden: 0 }) - 1;
  drafts[at] = { owner: flow, hidden };
  return { answer: 'accepted', draftNumber: at + 1, booked: false, breaks: undefined };
}

/** A booking: the draft goes and the booked invoice comes. One whose draft is not there is answered 404. */
function book(world: World, flow: number, number: number, hidden: number): Commit {
  const draft = world.erp.drafts[number - 1];
  if (draft === undefined || draft.owner === free)
    return { answer: 'unknown', draftNumber: 0, booked: false, breaks: undefined };
  if (draft.owner !== flow)
    return {
      answer: 'accepted',
      draftNumber: number,
      booked: true,
      breaks: "somebody else's draft was booked",
    };
  world.erp.drafts[number - 1] = { owner: free, hidden: 0 };
  world.erp.booked.push({ flow, from: number, hidden, shows: false });
  return { answer: 'accepted', draftNumber: number, booked: true, breaks: undefined };
}

/** Carries out a request on the ledger; what it wrote is seen by reads after `hidden` ticks. */
export const commit = (
  world: World,
  request: { readonly flow: number; readonly kind: number; readonly number: number },
  hidden: number,
): Commit =>
  request.kind === draftKind
    ? createDraft(world, request.flow, hidden)
    : book(world, request.flow, request.number, hidden);

/** The numbers of the flow's drafts as a list shows them: a document that a person just booked may still be among them. */
export const shownDrafts = (world: World, flow: number): number[] => [
  ...world.erp.drafts.flatMap(({ owner, hidden }, index) =>
    owner === flow && hidden === 0 ? [index + 1] : [],
  ),
  ...world.erp.booked.flatMap((one) => (one.flow === flow && one.hidden > 0 && one.shows ? [one.from] : [])),
];

/** What the second read and the first together say: as `findByKey`, `lookUpDraft` and `lookUpBooking` do. */
export function readAnswer(world: World, job: Job): Pick<Job, 'answer' | 'draftNumber' | 'booked'> {
  const booked = world.erp.booked.filter((one) => one.flow === job.flow && one.hidden === 0);
  const shown = shownDrafts(world, job.flow);
  // Of a draft that shows twice the booked one stays.
  const drafts = booked.length > 0 ? job.sawDrafts.filter((number) => shown.includes(number)) : job.sawDrafts;
  const none = { draftNumber: 0, booked: false };
  const [first] = booked;
  const foundBooked = (): Pick<Job, 'answer' | 'draftNumber' | 'booked'> =>
    booked.length > 1 || first === undefined
      ? { answer: 'other', ...none }
      : { answer: 'same', draftNumber: first.from, booked: true };
  if (job.kind === bookKind) {
    if (booked.length > 0) return foundBooked();
    const number = world.flows[job.flow]?.rows[bookKind]?.draftNumber;
    return { answer: drafts.length === 1 && drafts[0] === number ? 'absent' : 'other', ...none };
  }
  if (booked.length + drafts.length === 0) return { answer: 'absent', ...none };
  if (booked.length + drafts.length > 1) return { answer: 'other', ...none };
  return booked.length === 1 ? foundBooked() : { answer: 'same', draftNumber: drafts[0] ?? 0, booked: false };
}

/** Whether what stands at this number is surely ours, as the read right before a booking sees it. */
export const readsAsOurs = (world: World, flow: number, number: number): boolean =>
  world.erp.drafts[number - 1]?.owner !== foreign && shownDrafts(world, flow).includes(number);

/** Whether a number that was ours may now be given to a stranger's draft: nobody is about to book it. */
export const isNumberIdle = (world: World, number: number): boolean =>
  !world.jobs.some(
    (job) => job.kind === bookKind && job.number === number && (job.at === 'post' || job.at === 'await'),
  ) && !world.erp.loose.some((request) => request.kind === bookKind && request.number === number);

/** Time passes. Undefined where something has to come to its end first: requests take no longer than they may. */
export function tick(world: World): World | undefined {
  if (world.erp.loose.some(({ left }) => left === 0)) return undefined;
  if (world.jobs.some(({ at, left }) => at === 'await' && left === 0)) return undefined;
  const less = (value: number): number => Math.max(0, value - 1);
  const windowEnd = -(ticks.processing + ticks.visibility);
  for (const flow of world.flows) {
    for (const row of flow.rows) {
      if (row === null) continue;
      row.retry = less(row.retry);
      row.fresh = less(row.fresh);
      if (row.deadline !== null) row.deadline = Math.max(windowEnd, row.deadline - 1);
    }
    for (const run of flow.runs) run.until = less(run.until);
  }
  for (const job of world.jobs) {
    job.deadline = less(job.deadline);
    if (job.at === 'await') job.left = less(job.left);
  }
  for (const draft of world.erp.drafts) draft.hidden = less(draft.hidden);
  for (const booked of world.erp.booked) booked.hidden = less(booked.hidden);
  for (const request of world.erp.loose) request.left = less(request.left);
  return world;
}
