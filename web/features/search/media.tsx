import { useEffect, useId, useMemo, useRef } from 'preact/hooks';
import type { GalleryItem } from '../../../protocol/gallery.ts';
import { messagePath } from '../../client/route.ts';
import { openRoom, people, rooms } from '../../client/store.ts';
import { common } from '../../i18n/common.ts';
import { byteSize, dayName, duration, monthName } from '../../i18n/format.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { downloadOf } from '../attachments/download.ts';
import { Blur } from '../attachments/picture.tsx';
import { openPicture } from '../viewer/door.ts';
import { closeSearch, type MediaTab, view } from './door.tsx';
import { open } from './hits.tsx';
import { partsOfLink } from './links.ts';
import { createMedia, isLink, type LinkItem, type MediaItem } from './media-state.ts';
import { t } from './words.ts';

export const mediaTabs: readonly {
  tab: MediaTab;
  icon: IconName;
  title: () => string;
  none: () => string;
}[] = [
  { tab: 'image', icon: 'image', title: () => t.value.images, none: () => t.value.noImages },
  { tab: 'video', icon: 'film', title: () => t.value.videos, none: () => t.value.noVideos },
  { tab: 'file', icon: 'file', title: () => t.value.files, none: () => t.value.noFiles },
  { tab: 'link', icon: 'link', title: () => t.value.links, none: () => t.value.noLinks },
];

/** Everything of a kind that was sent to the open room, the newest first. */
export function Media({ tab }: { tab: MediaTab }) {
  const id = useId();
  const room = rooms.value.find((one) => one.id === openRoom.value);
  const show = (next: MediaTab) => {
    view.value = { is: 'media', tab: next };
  };
  const keys = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const at = mediaTabs.findIndex((one) => one.tab === tab) + by;
    const next = mediaTabs[(at + mediaTabs.length) % mediaTabs.length];
    if (next) show(next.tab);
    event.preventDefault();
  };
  if (!room) return null;
  return (
    <>
      <header class="search-head">
        <IconButton
          icon="arrow-left"
          label={t.value.back}
          onClick={() => {
            view.value = { is: 'search' };
          }}
        />
        <h2 class="media-title" dir="auto">
          {t.value.mediaOf(room.name)}
        </h2>
        <IconButton icon="cross" label={common.value.close} onClick={closeSearch} />
      </header>
      <div class="media-tabs" role="tablist" aria-label={t.value.media} onKeyDown={keys}>
        {mediaTabs.map((one) => (
          <Tab
            key={one.tab}
            id={id}
            title={one.title()}
            of={one.tab}
            isOpen={one.tab === tab}
            onOpen={show}
          />
        ))}
      </div>
      <div class="search-body" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
        <List key={`${room.id} ${tab}`} room={room.id} tab={tab} />
      </div>
    </>
  );
}

function Tab(props: {
  id: string;
  title: string;
  of: MediaTab;
  isOpen: boolean;
  onOpen: (tab: MediaTab) => void;
}) {
  const { id, isOpen } = props;
  const button = useRef<HTMLButtonElement>(null);
  // The arrows take the focus along.
  useEffect(() => {
    const holder = button.current?.parentElement;
    if (isOpen && holder?.contains(document.activeElement)) button.current?.focus();
  }, [isOpen]);
  return (
    <button
      ref={button}
      type="button"
      role="tab"
      id={`${id}-${props.of}`}
      aria-selected={isOpen}
      aria-controls={`${id}-panel`}
      tabIndex={isOpen ? 0 : -1}
      onClick={() => props.onOpen(props.of)}
    >
      {props.title}
    </button>
  );
}

function List({ room, tab }: { room: string; tab: MediaTab }) {
  const media = useMemo(() => createMedia(room, tab), []);
  useEffect(() => media.end, []);
  const { is, items, hasMore } = media.list.value;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (is !== 'there' || !hasMore || !end.current) return;
    const watch = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) void media.more();
    });
    watch.observe(end.current);
    return () => watch.disconnect();
  }, [is, hasMore]);
  const about = mediaTabs.find((one) => one.tab === tab);
  return (
    <>
      <Items room={room} tab={tab} items={items} />
      {is === 'there' && !hasMore && items.length === 0 && about && (
        <div class="search-note" role="status">
          <Icon name={about.icon} size={26} />
          <h3>{about.none()}</h3>
        </div>
      )}
      {typeof is === 'object' && (
        <div class="search-note" role="alert">
          <Icon name="alert" size={26} />
          <p>{is.failed}</p>
          <Button size="s" icon="retry" onClick={() => void media.more()}>
            {common.value.retry}
          </Button>
        </div>
      )}
      <div ref={end} class="search-end">
        {is === 'loading' && <span class="spinner" role="status" aria-label={t.value.searching} />}
      </div>
    </>
  );
}

const monthOf = ({ message }: MediaItem) => monthName(new Date(message.createdAt));

/** By months, as one looks back. */
function Items({ room, tab, items }: { room: string; tab: MediaTab; items: readonly MediaItem[] }) {
  const months: MediaItem[][] = [];
  for (const item of items) {
    const last = months.at(-1);
    const before = last?.[0];
    if (last && before && monthOf(before) === monthOf(item)) last.push(item);
    else months.push([item]);
  }
  const isGrid = tab === 'image' || tab === 'video';
  return (
    <>
      {months.map((month) => (
        <section key={month[0] ? monthOf(month[0]) : ''}>
          <h3 class="media-month">{month[0] && monthOf(month[0])}</h3>
          <ul class={isGrid ? 'media-grid' : 'media-list'}>
            {month.map((item) => {
              if (isLink(item)) return <LinkRow key={item.message.id + item.href} room={room} item={item} />;
              return isGrid ? (
                <Tile key={item.file.id} room={room} item={item} />
              ) : (
                <FileRow key={item.file.id} room={room} item={item} />
              );
            })}
          </ul>
        </section>
      ))}
    </>
  );
}

const nameOf = ({ author }: MediaItem['message']) => people.value.get(author.id)?.name ?? author.name;

function Tile({ room, item: { file, message } }: { room: string; item: GalleryItem }) {
  const source = file.urls.thumb400 ?? file.urls.poster;
  return (
    <li>
      <button
        type="button"
        class="media-tile"
        aria-label={t.value.openPicture(file.name, nameOf(message))}
        onClick={() => openPicture(room, file.id)}
      >
        <Blur hash={file.thumbhash} />
        {source ? (
          <img src={source} alt="" loading="lazy" decoding="async" />
        ) : (
          <Icon name="film" size={24} />
        )}
        {file.kind === 'video' && file.durationMs !== null && (
          <span class="media-length">{duration(file.durationMs)}</span>
        )}
      </button>
    </li>
  );
}

function toMessage(room: string, { id, seq, author, createdAt }: MediaItem['message'], text: string) {
  return (
    <a
      class="media-to"
      href={messagePath(room, seq)}
      data-tip={t.value.toMessage}
      aria-label={t.value.goTo(author.name, dayName(new Date(createdAt)))}
      onClick={(event) => open(event, { room, id, seq })}
    >
      {text}
    </a>
  );
}

function FileRow({ room, item: { file, message } }: { room: string; item: GalleryItem }) {
  const when = `${nameOf(message)}, ${dayName(new Date(message.createdAt))}`;
  return (
    <li class="media-row">
      <span class="media-face">
        {file.urls.thumb400 ? (
          <img src={file.urls.thumb400} alt="" loading="lazy" />
        ) : (
          <Icon name={file.kind === 'audio' ? 'music' : 'file'} size={20} />
        )}
      </span>
      <span class="media-about">
        {/* Without a link where the original is its sender's alone. */}
        <a class="media-name" {...downloadOf(file)} dir="auto" title={file.name}>
          {file.name}
        </a>
        <span class="media-when">
          {byteSize(file.size)} · {toMessage(room, message, when)}
        </span>
      </span>
    </li>
  );
}

function LinkRow({ room, item: { href, message } }: { room: string; item: LinkItem }) {
  const { host, path } = partsOfLink(href);
  const when = `${nameOf(message)}, ${dayName(new Date(message.createdAt))}`;
  return (
    <li class="media-row">
      <span class="media-face">
        <Icon name="link" size={20} />
      </span>
      <span class="media-about">
        <a class="media-name" href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
          <b>{host}</b>
          {path}
        </a>
        <span class="media-when">{toMessage(room, message, when)}</span>
      </span>
    </li>
  );
}
