import { useState } from 'preact/hooks';
import type { File } from '../../../protocol/attachments.ts';
import { whole } from '../../i18n/format.ts';
import { Waiting } from './reader-states.tsx';
import { readApart } from './reader-thread.ts';
import { t } from './reader-words.ts';
import { useBytes, useWork } from './use-file.ts';
import type { Sheet } from './xlsx.ts';

/** Rows that are laid out together: those out of sight cost nothing. */
const blockRows = 100;

export function TableReader({ file }: { file: File }) {
  const bytes = useBytes(file);
  const state = useWork(bytes, (ready, signal) =>
    readApart({ as: 'table', bytes: ready.slice(), name: file.name }, signal),
  );
  const [chosen, setChosen] = useState(0);
  if (state.is !== 'done') return <Waiting file={file} state={state} />;
  const { sheets, encoding } = state.value;
  const sheet = sheets[chosen];
  if (!sheet)
    return <Waiting file={file} state={{ is: 'failed', message: t.value.unreadable, again: null }} />;
  const facts = [t.value.rows(sheet.totalRows), ...(encoding ? [encoding.toUpperCase()] : [])];
  return (
    <>
      <div class="reader-tools">
        <span class="reader-facts">{facts.join(' · ')}</span>
      </div>
      <Notes sheet={sheet} />
      <Grid key={chosen} sheet={sheet} name={file.name} />
      {sheets.length > 1 && <Tabs sheets={sheets} chosen={chosen} onChoose={setChosen} />}
    </>
  );
}

/** What is not shown is told. */
function Notes({ sheet }: { sheet: Sheet }) {
  const columns = sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);
  return (
    <>
      {sheet.totalRows > sheet.rows.length && (
        <p class="reader-note">{t.value.rowsShown(whole(sheet.rows.length), whole(sheet.totalRows))}</p>
      )}
      {sheet.totalColumns > columns && (
        <p class="reader-note">{t.value.columnsShown(whole(columns), whole(sheet.totalColumns))}</p>
      )}
    </>
  );
}

/** 1 → A, 27 → AA */
function letters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest > 0 ? letters(rest) : '') + String.fromCharCode(65 + ((column - 1) % 26));
}

const isNumber = (text: string) => /^-?\d[\d\s.,]*(?:%|\s?[$€£¥₽₴₸₹])?$/.test(text);

function Grid({ sheet, name }: { sheet: Sheet; name: string }) {
  const width = sheet.rows.reduce((most, row) => Math.max(most, row.length), 0);
  const [shown, setShown] = useState(blockRows * 2);
  if (width === 0) return <div class="reader-state">{t.value.emptySheet}</div>;
  const columns = Array.from({ length: width }, (_, i) => i);
  const more = (event: { currentTarget: HTMLElement }) => {
    const at = event.currentTarget;
    const isNearEnd = at.scrollTop + at.clientHeight * 3 > at.scrollHeight;
    if (isNearEnd && shown < sheet.rows.length) setShown(shown + blockRows * 3);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div class="reader-area" tabIndex={0} role="region" aria-label={t.value.table(name)} onScroll={more}>
      <table class="grid-table">
        <thead>
          <tr>
            <td />
            {columns.map((column) => (
              <th key={column} scope="col">
                {letters(column + 1)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.rows.slice(0, shown).map((row, i) => (
            <tr key={i}>
              <th scope="row">{i + 1}</th>
              {columns.map((column) => {
                const text = row[column] ?? '';
                return (
                  <td key={column} class={isNumber(text) ? 'number' : undefined} dir="auto">
                    {text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Tabs(props: { sheets: readonly Sheet[]; chosen: number; onChoose: (index: number) => void }) {
  const { sheets, chosen, onChoose } = props;
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = (chosen + by + sheets.length) % sheets.length;
    onChoose(next);
    const list = event.currentTarget as HTMLElement;
    (list.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <div class="sheet-tabs" role="tablist" aria-label={t.value.sheets} tabIndex={-1} onKeyDown={keys}>
      {sheets.map(({ name }, i) => (
        <button
          key={i}
          type="button"
          role="tab"
          aria-selected={i === chosen}
          tabIndex={i === chosen ? 0 : -1}
          onClick={() => onChoose(i)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
