import { z } from 'zod';
import { beforeGoLive, goLiveChecks, goLiveVerdicts } from '../../domain/settings/before-go-live.ts';
import { goLiveWords } from '../../domain/settings/go-live-words.ts';
import { reading } from '../endpoint.ts';
import type { Endpoint } from '../endpoint.ts';

const checkRow = z
  .object({
    identifier: z.enum(goLiveChecks),
    verdict: z.enum(goLiveVerdicts),
    message: z.string().describe('How it stands.'),
    fix: z.string().describe('What to do about it; empty where nothing is to be done.'),
    link: z.string().describe('Where it is put in order, in the API.'),
  })
  .meta({ id: 'GoLiveCheck' });

const checks = reading(
  {
    method: 'GET',
    path: '/api/settings/before-go-live',
    scope: 'read',
    tag: 'settings',
    summary: 'What is to be in order before going live, each with its verdict and its fix.',
    isWorded: true,
    answers: {
      200: {
        description: 'The checks, always all of them and in this order.',
        schema: z.object({ checks: z.array(checkRow) }).meta({ id: 'BeforeGoLive' }),
      },
    },
  },
  async (em, _input, { language }) => {
    const findings = await beforeGoLive(em);
    const views = findings.map((finding) => ({
      identifier: finding.check,
      verdict: finding.verdict,
      ...goLiveWords(finding, language),
      link: finding.link,
    }));
    return { status: 200, body: { checks: views } };
  },
);

export const goLiveEndpoints: readonly Endpoint[] = [checks];
