/** The texts of every field screen that the first one can do without. They come with those screens (screens/*.ts chunks). */
import { common } from './common.ts';
import { criteria } from './criteria.ts';
import { enrol } from './enrol.ts';
import { escrow } from './escrow.ts';
import { held } from './held.ts';
import { helpers } from './helpers.ts';
import { install } from './install.ts';
import { kdb } from './kdb.ts';
import { locking } from './locking.ts';
import { messages } from './messages.ts';
import { own } from './own.ts';
import { people } from './people.ts';
import { results } from './results.ts';
import { same } from './same.ts';
import { screens } from './screens.ts';
import { self } from './self.ts';
import { sheets } from './sheets.ts';
import { towns } from './towns.ts';
import { versions } from './versions.ts';

export const later = {
  ...common,
  ...criteria,
  ...enrol,
  ...escrow,
  ...held,
  ...helpers,
  ...install,
  ...kdb,
  ...locking,
  ...messages,
  ...own,
  ...people,
  ...results,
  ...same,
  ...screens,
  ...self,
  ...sheets,
  ...towns,
  ...versions,
} as const;
