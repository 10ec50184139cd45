import { serve } from '../../bench/support/child.ts';

/** Answers what it is asked. */
serve((request) => Promise.resolve(request));
