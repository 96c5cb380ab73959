import { openRoom, rooms } from '../../client/store.ts';
import { Icon } from '../../ui/icon.tsx';
import { called, view } from './door.tsx';
import { mediaTabs } from './media.tsx';
import { typed } from './state.ts';
import { filterNames } from './suggest.ts';
import { t } from './words.ts';

function ask(query: string) {
  typed.value = query;
  called.value = called.peek() + 1;
}

/** Before anything is typed: how to ask, and the media of the room that is open. */
export function NothingAsked() {
  const room = rooms.value.find(({ id }) => id === openRoom.value);
  const examples = [
    ...filterNames.map((name) => ({ query: `${name}:`, note: t.value[name] })),
    { query: t.value.phraseExample, note: t.value.phrase },
    { query: t.value.excludeExample, note: t.value.exclude },
  ];
  return (
    <>
      {room && (
        <section class="search-start">
          <h2 dir="auto">{t.value.mediaOf(room.name)}</h2>
          <div class="media-doors">
            {mediaTabs.map(({ tab, icon, title }) => (
              <button
                key={tab}
                type="button"
                class="media-door"
                onClick={() => {
                  view.value = { is: 'media', tab };
                }}
              >
                <Icon name={icon} size={22} />
                {title()}
              </button>
            ))}
          </div>
        </section>
      )}
      <section class="search-start">
        <h2>{t.value.narrowBy}</h2>
        <ul class="search-examples">
          {examples.map(({ query, note }) => (
            <li key={query}>
              <button type="button" onClick={() => ask(query)}>
                <code>{query}</code>
                <span>{note}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
