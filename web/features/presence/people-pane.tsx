import { me, openRoom, people, presences } from '../../client/store.ts';
import { whole } from '../../i18n/format.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { useNow } from '../../ui/clock.ts';
import { Icon } from '../../ui/icon.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { lastSeen } from './last-seen.ts';
import './presence.css';
import { type Present, sectionsOf } from './people.ts';
import { t } from './words.ts';

/** The right pane: who has this room open, who else is online, who isn't. */
export function PeoplePane() {
  // Whoever asks is online; nobody being so means that it isn't known yet who is.
  if (presences.value.size === 0) return <Unknown />;
  const sections = sectionsOf(people.value, presences.value, openRoom.value);
  return (
    <div class="people">
      <Section title={t.value.here} of={sections.here} />
      <Section title={t.value.online} of={sections.online} />
      <Section title={t.value.offline} of={sections.offline} />
    </div>
  );
}

function Unknown() {
  return (
    <ul class="people" aria-hidden="true">
      {[52, 38, 60].map((width) => (
        <li key={width} class="person">
          <span class="skeleton person-ghost" />
          <Skeleton width={width} height={12} />
        </li>
      ))}
    </ul>
  );
}

function Seen({ at }: { at: string }) {
  return (
    <time class="person-seen" dateTime={at} data-tip="" data-tip-time={at}>
      {lastSeen(at, useNow())}
    </time>
  );
}

function Section({ title, of }: { title: string; of: readonly Present[] }) {
  if (of.length === 0) return null;
  return (
    <section>
      <h2 class="pane-title">
        {title} <span class="pane-count">{whole(of.length)}</span>
      </h2>
      <ul>
        {of.map(({ person, status, lastSeenAt }) => (
          <li key={person.id} class={`person ${status}`}>
            <Avatar id={person.id} name={person.name} src={person.avatar} size={32} dot={status} />
            <span class="person-lines">
              <span class="person-line">
                <span class="person-name" dir="auto" title={person.name}>
                  {person.name}
                </span>
                {person.id === me.value?.id && <span class="person-note">{t.value.you}</span>}
                {status === 'idle' && <span class="visually-hidden">{t.value.idle}</span>}
                {person.role === 'admin' && (
                  <span class="person-role" role="img" aria-label={t.value.admin} data-tip={t.value.admin}>
                    <Icon name="shield" size={15} />
                  </span>
                )}
              </span>
              {lastSeenAt !== null && <Seen at={lastSeenAt} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
