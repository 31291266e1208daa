/** A tablet for those who help at a session, and the end of its period of use. A chunk of its own. */
import { followSaves, followStanding } from '../../sync/index.ts';

export { later } from '../words/later/index.ts';
export { HelperDoor } from './helper-door.tsx';
export { Prepare } from './helper-ready.tsx';
export { Station } from './helper-station.tsx';
export { LeaseCurtain, LeaseDoor } from './lease.tsx';

followStanding();
followSaves();
