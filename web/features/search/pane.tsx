import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { openRoom } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { IconButton } from '../../ui/button.tsx';
import { Choice } from '../../ui/field.tsx';
import { takeTypedAhead } from '../../ui/typed-ahead.tsx';
import { called, closeSearch, view } from './door.tsx';
import { SearchField } from './field.tsx';
import { Hits } from './hits.tsx';
import { Media } from './media.tsx';
import './search.css';
import { NothingAsked } from './start.tsx';
import { followSearch, results, scope, sort, typed } from './state.ts';
import { t } from './words.ts';

/** At the side on a wide page, over everything on a phone. */
export function SearchPane() {
  const shown = view.value;
  const aside = useRef<HTMLElement>(null);
  useEffect(followSearch, []);
  useLayoutEffect(() => {
    const field = aside.current?.querySelector('input');
    const ahead = takeTypedAhead();
    if (ahead !== '') typed.value = ahead;
    field?.focus();
    if (ahead === '') field?.select();
  }, [called.value]);
  return (
    <aside
      ref={aside}
      class="pane-search"
      aria-label={t.value.title}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
        // The page's own Escape is for what lies below.
        event.preventDefault();
        event.stopPropagation();
        if (shown.is === 'media') view.value = { is: 'search' };
        else closeSearch();
      }}
    >
      {shown.is === 'search' ? <Search /> : <Media key={openRoom.value} tab={shown.tab} />}
    </aside>
  );
}

function Search() {
  const isAsked = results.value.is !== 'nothing asked';
  return (
    <>
      <header class="search-head">
        <SearchField />
        <IconButton icon="cross" label={common.value.close} onClick={closeSearch} />
      </header>
      {isAsked && <Choices />}
      <div class="search-body">{isAsked ? <Hits /> : <NothingAsked />}</div>
    </>
  );
}

function Choices() {
  const room = openRoom.value;
  return (
    <div class="search-choices">
      {room !== null && (
        <Choice<typeof scope.value>
          label={t.value.where}
          value={scope.value}
          onChange={(chosen) => {
            scope.value = chosen;
          }}
          options={[
            { value: 'everywhere', text: t.value.everywhere },
            { value: 'open room', text: t.value.here },
          ]}
        />
      )}
      <Choice<typeof sort.value>
        label={t.value.order}
        value={sort.value}
        onChange={(chosen) => {
          sort.value = chosen;
        }}
        options={[
          { value: 'newest', text: t.value.newest },
          { value: 'best', text: t.value.best },
        ]}
      />
    </div>
  );
}
