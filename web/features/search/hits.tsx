import { useEffect, useRef } from 'preact/hooks';
import type { SearchHit } from '../../../protocol/search.ts';
import { messagePath } from '../../client/route.ts';
import { people, rooms } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { clock, dayName, exactTime, shortTime } from '../../i18n/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { jumpTo } from '../messages/jump.ts';
import { narrow, side } from '../rooms/panes.ts';
import { excerpt, type Piece } from './excerpt.ts';
import { readable } from './readable.ts';
import { loadMore, type Results, results, scope, search } from './state.ts';
import { t } from './words.ts';

export function Hits() {
  const state = results.value;
  switch (state.is) {
    case 'nothing asked':
      return null;
    case 'waiting':
      return <Waiting />;
    case 'failed':
      return <Failed message={state.message} canRetry={state.canRetry} />;
    case 'found':
      return <Found state={state} />;
    default:
      return state satisfies never;
  }
}

function Waiting() {
  return (
    <div class="hits" role="status" aria-label={t.value.searching}>
      {[70, 90, 50, 80].map((width) => (
        <div key={width} class="hit-ghost">
          <Skeleton width={34} />
          <Skeleton width={width} />
        </div>
      ))}
    </div>
  );
}

function Failed({ message, canRetry }: { message: string; canRetry: boolean }) {
  return (
    <div class="search-note" role="alert">
      <Icon name={canRetry ? 'alert' : 'search'} size={26} />
      <p>{message}</p>
      {canRetry && (
        <Button size="s" icon="retry" onClick={() => void search()}>
          {common.value.retry}
        </Button>
      )}
    </div>
  );
}

function Found({ state }: { state: Extract<Results, { is: 'found' }> }) {
  const { hits, cursor, indexedSince, more } = state;
  const isSearching = more === 'coming' && hits.length === 0;
  return (
    <>
      <p class="hits-count" role="status">
        {isSearching && t.value.searching}
        {!isSearching && hits.length > 0 && t.value.found(hits.length, cursor !== null)}
        {!isSearching && hits.length === 0 && <span class="visually-hidden">{t.value.nothing}</span>}
      </p>
      {indexedSince !== null && (
        <p class="search-hint">{t.value.indexing(shortTime(new Date(indexedSince)))}</p>
      )}
      {hits.length === 0 && !isSearching && (
        <div class="search-note">
          <Icon name="search" size={26} />
          <h2>{t.value.nothing}</h2>
          <p>{t.value.nothingText}</p>
        </div>
      )}
      <Groups hits={hits} />
      <End more={more} />
    </>
  );
}

/** Neighbours of one room stand under its name. */
function Groups({ hits }: { hits: readonly SearchHit[] }) {
  const groups: { room: string; hits: SearchHit[] }[] = [];
  for (const hit of hits) {
    const last = groups.at(-1);
    if (last?.room === hit.message.room) last.hits.push(hit);
    else groups.push({ room: hit.message.room, hits: [hit] });
  }
  return (
    <div class="hits" onKeyDown={walk}>
      {groups.map((group) => (
        <section key={group.hits[0]?.message.id}>
          {scope.value === 'everywhere' && <RoomName room={group.room} />}
          <ul aria-label={t.value.results}>
            {group.hits.map((hit) => (
              <Hit key={hit.message.id} hit={hit} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function RoomName({ room }: { room: string }) {
  const name = rooms.value.find(({ id }) => id === room)?.name;
  return (
    <h2 class="hits-room">
      <Icon name="hash" size={14} />
      <span dir="auto">{name}</span>
    </h2>
  );
}

/** Up and Down go from hit to hit, and up from the first one into the field. */
function walk(event: KeyboardEvent) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const pane = (event.currentTarget as HTMLElement).closest('.pane-search');
  const all = [...(pane?.querySelectorAll<HTMLElement>('.hit-link') ?? [])];
  const next = all.indexOf(document.activeElement as HTMLElement) + by;
  const target = next < 0 ? pane?.querySelector('input') : all[next];
  event.preventDefault();
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
}

/** A plain press shows it in its place; any other opens its address, as links do. */
export function open(event: MouseEvent, { room, id, seq }: { room: string; id: string; seq: number }): void {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return;
  event.preventDefault();
  if (narrow.peek()) side.value = null;
  void jumpTo({ room, message: id, seq });
}

function Hit({ hit }: { hit: SearchHit }) {
  const { message, highlights } = hit;
  const read = readable(message.text, highlights);
  const author = people.value.get(message.author.id) ?? message.author;
  const time = new Date(message.createdAt);
  return (
    <li class="hit">
      <a
        class="hit-link"
        href={messagePath(message.room, message.seq)}
        onClick={(event) => open(event, message)}
      >
        <Avatar id={author.id} name={author.name} src={author.avatar} size={28} />
        <span class="hit-body">
          <span class="hit-head">
            <span class="hit-author" dir="auto">
              {author.name}
            </span>
            <time dateTime={message.createdAt} data-tip={exactTime(time)}>
              {dayName(time)}, {clock(time)}
            </time>
          </span>
          {message.text !== '' && (
            <span class="hit-text" dir="auto">
              <Pieces of={excerpt(read.text, read.spans)} />
            </span>
          )}
          <Files hit={hit} />
        </span>
      </a>
    </li>
  );
}

function Pieces({ of }: { of: readonly Piece[] }) {
  return (
    <>
      {of.map(({ text, marked }, n) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text have no other name
        marked ? <mark key={n}>{text}</mark> : text,
      )}
    </>
  );
}

const kindIcons: Record<string, IconName> = {
  image: 'image',
  video: 'film',
  audio: 'music',
  document: 'file',
};
const mostFiles = 3;

/** Those whose names were found come first. */
function Files({ hit: { message, files } }: { hit: SearchHit }) {
  if (message.attachments.length === 0) return null;
  const spans = new Map(files.map(({ id, highlights }) => [id, highlights]));
  const sorted = message.attachments.toSorted((a, b) => Number(spans.has(b.id)) - Number(spans.has(a.id)));
  return (
    <span class="hit-files">
      {sorted.slice(0, mostFiles).map((file) => (
        <span key={file.id} class="hit-file">
          {file.urls.thumb400 ? (
            <img src={file.urls.thumb400} alt="" width={36} height={36} loading="lazy" />
          ) : (
            <Icon name={kindIcons[file.kind] ?? 'file'} size={18} />
          )}
          <span dir="auto">
            <Pieces of={excerpt(file.name, spans.get(file.id) ?? [])} />
          </span>
        </span>
      ))}
      {sorted.length > mostFiles && <span class="hit-more">+{sorted.length - mostFiles}</span>}
    </span>
  );
}

function End({ more }: { more: Extract<Results, { is: 'found' }>['more'] }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (more !== 'there' || !end.current) return;
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void loadMore();
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [more]);
  return (
    <div ref={end} class="search-end">
      {more === 'coming' && <span class="spinner" role="status" aria-label={t.value.searching} />}
      {typeof more === 'object' && (
        <p role="alert">
          {more.failed}{' '}
          <button type="button" class="search-again" onClick={() => void loadMore()}>
            {common.value.retry}
          </button>
        </p>
      )}
    </div>
  );
}
