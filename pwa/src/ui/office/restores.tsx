import { Panel } from '../parts/index.ts';
import { useLoad } from './load.ts';
import type { LackedOps, Restore } from './types-devices.ts';
import { moment } from './values.ts';
import { o } from './words.ts';

function Lacked({ ops }: { ops: LackedOps }) {
  const who = [ops.staff || o('nobody'), ops.device].filter(Boolean).join(' ');
  return (
    <li class="o-still" data-test="lacked">
      <span class="row-main">
        <span class="row-title">{o('restore_lacked', { n: ops.to - ops.from + 1, at: moment(ops.at) })}</span>
        <span class="row-note">{who}</span>
      </span>
    </li>
  );
}

function One({ restore }: { restore: Restore }) {
  const at = { at: moment(restore.restored_at), taken: moment(restore.taken_at) };
  return (
    <section data-test="restore" aria-label={o('restored_at', at)}>
      <p>{o('restored_at', at)}</p>
      {!restore.listed && <p class="second">{o('restore_unlisted')}</p>}
      {restore.ops.length === 0 && restore.listed && <p class="second">{o('restore_nothing')}</p>}
      {restore.ops.length > 0 && (
        <>
          <p class="hint">{o('restore_hint')}</p>
          <ul class="list">
            {restore.ops.map((ops) => (
              <Lacked key={`${ops.writer_no}.${ops.from}`} ops={ops} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

/** After a restore: what was entered in the office since the backup has to be entered again; tablets bring theirs. */
export function RestorePanel() {
  const load = useLoad<Restore[]>('/office/restores');
  if (!load.data || load.data.length === 0) return null;
  return (
    <Panel title={o('restores')} test="restores">
      {load.data.map((restore) => (
        <One key={restore.id} restore={restore} />
      ))}
    </Panel>
  );
}
