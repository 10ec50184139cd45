/**
 * Runs `step` for each subject in each round. Every round begins with another subject, so that what a machine does to
 * one moment of a round is done to all of them alike.
 */
export async function inTurns<Subject>(
  subjects: readonly Subject[],
  rounds: number,
  step: (subject: Subject, round: number) => Promise<void>,
): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const first = round % subjects.length;
    for (const subject of [...subjects.slice(first), ...subjects.slice(0, first)]) await step(subject, round);
  }
}
