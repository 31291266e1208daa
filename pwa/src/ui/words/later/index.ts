/** The texts of every field screen that the first one can do without. They come with those screens (screens/*.ts chunks). */
import { common } from './common.ts';
import { criteria } from './criteria.ts';
import { enrol } from './enrol.ts';
import { escrow } from './escrow.ts';
import { held } from './held.ts';
import { helpers } from './helpers.ts';
import { locking } from './locking.ts';
import { messages } from './messages.ts';
import { own } from './own.ts';
import { people } from './people.ts';
import { results } from './results.ts';
import { same } from './same.ts';
import { screens } from './screens.ts';
import { sheets } from './sheets.ts';
import { towns } from './towns.ts';

export const later = {
  ...common,
  ...criteria,
  ...enrol,
  ...escrow,
  ...held,
  ...helpers,
  ...locking,
  ...messages,
  ...own,
  ...people,
  ...results,
  ...same,
  ...screens,
  ...sheets,
  ...towns,
} as const;
