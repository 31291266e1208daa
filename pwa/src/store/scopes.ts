/** What lies here of scopes that nobody on this tablet holds any more. */
import { mayOpen } from './access.ts';
import { idsIn } from './here.ts';
import { memory } from './memory.ts';
import type { Feed, KayoiDb, StoredUser } from './schema.ts';
import type { LeavingMark } from './settle.ts';

/** Scopes she no longer holds, and nobody else here: their rows leave the screen by the rule of withdrawn rows. */
export async function dropScopes(
  tables: KayoiDb,
  feed: Feed,
  user: StoredUser,
  scopes: string[],
): Promise<void> {
  const others = (await tables.users.toArray()).filter(
    (other) => other.staff !== user.staff && other.door?.login !== '',
  );
  const held = new Set([...scopes, ...others.flatMap((other) => other.scopes)]);
  for (const scope of user.scopes.filter((one) => !held.has(one))) {
    delete feed.cursor[scope];
    delete feed.head[scope];
    delete feed.headAt?.[scope];
    delete feed.digest?.[scope];
    delete feed.told?.[scope];
    const rows = tables.rows
      .where('[side+scope+id]')
      .between([feed.side, scope, ''], [feed.side, scope, '\uffff']);
    const blocks = tables.blocks
      .where('[side+scope+bucket]')
      .between([feed.side, scope, -1], [feed.side, scope, Number.POSITIVE_INFINITY]);
    const persons = (await blocks.toArray()).flatMap((block) => block.ids ?? idsIn(block.blob));
    const ids = [...(await rows.primaryKeys()).map(([, , id]) => id), ...persons];
    if (mayOpen({ scope }) || feedIsPlain()) {
      const marks: LeavingMark[] = ids.map((id) => ({ scope, id, since: [] }));
      await tables.leaving.bulkPut(marks);
    } else {
      // Nobody here can open it any more: her passphrase was forgotten, and the area is not hers now.
      await rows.delete();
      await blocks.delete();
    }
  }
}

const feedIsPlain = (): boolean => memory.facts.sealed === undefined;
